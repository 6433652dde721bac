// Reads a .env file as dotenv and Docker do: export, quotes, comments behind a value, values over several lines.
import { formatKey } from "./key-path.ts"
import { quoteString } from "./quote-string.ts"

interface Read {
  readonly text: string | undefined
  readonly notes: string[]
}

/** Where a key comes twice the last one wins, as in a shell. */
export function importEnv(input: string): Read {
  const notes: string[] = []
  const lines: { key?: string; text: string }[] = []
  let at = 0
  let number = 1
  while (at < input.length) {
    assignment.lastIndex = at
    const match = assignment.exec(input)
    const end = match === null ? endOfLine(input, at) : at + match[0].length
    const source = input.slice(at, end)
    if (match !== null) {
      const { key = "", double, single, backtick, plain } = match.groups ?? {}
      const value =
        double === undefined ? (single ?? backtick ?? unquoted(plain ?? "")) : unescape(double)
      const earlier = lines.findIndex((line) => line.key === key)
      if (earlier >= 0) {
        lines.splice(earlier, 1)
        notes.push(`line ${number}: ${formatKey(key)} is set twice, the last one is taken`)
      }
      lines.push({ key, text: `${formatKey(key)} = ${quoteString(value)}` })
    } else if (/^\s*#/.test(source)) lines.push({ text: source.trim() })
    else if (source.trim() === "") lines.push({ text: "" })
    else notes.push(`line ${number}: this is not KEY=value and was left out`)
    number += source.split("\n").length
    at = end + 1
  }
  const text = lines
    .map((line) => line.text)
    .join("\n")
    .trim()
  return { text: text === "" ? "" : `${text}\n`, notes }
}

const assignment =
  /[ \t]*(?:export[ \t]+)?(?<key>[A-Za-z_][A-Za-z0-9_.-]*)[ \t]*[=:][ \t]*(?:"(?<double>(?:[^"\\]|\\[^])*)"[ \t]*(?:#[^\n]*)?(?=\n|$)|'(?<single>[^']*)'[ \t]*(?:#[^\n]*)?(?=\n|$)|`(?<backtick>[^`]*)`[ \t]*(?:#[^\n]*)?(?=\n|$)|(?<plain>[^\n]*))/y

/** A # behind a blank starts a comment; without quotes a backslash is a backslash. */
function unquoted(text: string): string {
  return text
    .replace(/(?:^|[ \t])#.*$/, "")
    .trim()
    .replace(controls, "")
}

const controls = /[\u0000-\u0008\u000B-\u001F\u007F]/g

function unescape(text: string): string {
  return text.replace(/\\([nrt"\\$])/g, (_, letter: string) => escapes.get(letter) ?? letter)
}

const escapes = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
])

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at)
  return end < 0 ? text.length : end
}
