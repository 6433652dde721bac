// What a terminal would show of a line of a log, as text with a few styles; everything else that a module writes to steer a terminal
// is taken out. An allow-list: colour, bold, dim, underline. A hyperlink (OSC 8) shows its address beside its words and is no link:
// the words come from the module and may say another address.
import { visibleText } from "#ui/visible-text.ts"

export type AnsiStyle = "bold" | "dim" | "underline" | "red" | "green" | "yellow"

export interface AnsiSpan {
  readonly text: string
  readonly styles: readonly AnsiStyle[]
}

/** Colours that mean something here; the others keep the colour of the text. */
const colours: ReadonlyMap<number, AnsiStyle> = new Map([
  [31, "red"],
  [32, "green"],
  [33, "yellow"],
  [91, "red"],
  [92, "green"],
  [93, "yellow"],
])

const escape =
  /\u001B\[([0-9;:]*)m|\u001B\]8;[^;\u0007\u001B]*;([^\u0007\u001B]*)(?:\u0007|\u001B\\)|\u001B\[[0-?]*[ -/]*[@-~]|\u001B[\]P^_X][^\u0007\u001B]*(?:\u0007|\u001B\\)|\u001B[ -/]*[0-OQ-WYZ\\`-~]/g

export function ansiSpans(line: string): AnsiSpan[] {
  const text = overwritten(line)
  const spans: AnsiSpan[] = []
  let styles: readonly AnsiStyle[] = []
  let address = ""
  let done = 0
  const add = (part: string) => {
    if (part !== "") spans.push({ text: visibleText(part), styles })
  }
  for (const found of text.matchAll(escape)) {
    add(text.slice(done, found.index))
    done = found.index + found[0].length
    const [, graphics, link] = found
    if (graphics !== undefined) styles = restyled(styles, graphics)
    if (link === undefined) continue
    if (link === "" && address !== "") add(` (${address})`)
    address = link
  }
  add(text.slice(done))
  return spans
}

/** A progress bar writes its line again after each carriage return: the last one counts. */
function overwritten(line: string): string {
  const parts = line.split("\r").filter((part) => part !== "")
  return parts.at(-1) ?? ""
}

function restyled(before: readonly AnsiStyle[], graphics: string): readonly AnsiStyle[] {
  const styles = new Set(before)
  const codes = graphics.split(/[;:]/).map(Number)
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0
    // 38 and 48 take a colour of their own behind them: "5;n" or "2;r;g;b".
    if (code === 38 || code === 48) {
      index += codes[index + 1] === 5 ? 2 : 4
      continue
    }
    apply(styles, code)
  }
  return [...styles]
}

function apply(styles: Set<AnsiStyle>, code: number): void {
  if (code === 0) styles.clear()
  if (code === 1) styles.add("bold")
  if (code === 2) styles.add("dim")
  if (code === 4) styles.add("underline")
  if (code === 24) styles.delete("underline")
  if (code === 22) {
    styles.delete("bold")
    styles.delete("dim")
  }
  const isForeground = (code >= 30 && code <= 39) || (code >= 90 && code <= 97)
  if (!isForeground) return
  for (const colour of colours.values()) styles.delete(colour)
  const colour = colours.get(code)
  if (colour !== undefined) styles.add(colour)
}
