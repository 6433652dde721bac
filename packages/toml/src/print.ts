// Prints diagnostics for a terminal: what is wrong, where, the line with its values covered, a caret, and the mend.
//
// The same text in the console, the command line and the API's plain answers. No value is ever part of it.
import { accessOf } from "./key-read.ts"
import { samePath } from "./document.ts"
import { maskLines } from "./masked-line.ts"
import { messages } from "./messages.ts"
import type { Diagnostic, Severity } from "./diagnostic.ts"
import type { KeyRead } from "./key-read.ts"
import type { MaskedLine } from "./masked-line.ts"

interface PrintOptions {
  /** Where the module's code reads which key. */
  readonly reads?: readonly KeyRead[]
  readonly color?: boolean
}

/** @returns one block for each diagnostic, an empty line between them, a line end after the last */
export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  text: string,
  { reads = [], color = false }: PrintOptions = {},
): string {
  if (diagnostics.length === 0) return ""
  const lineOf = maskLines(text)
  const paint = color ? paints : plain
  const blocks = diagnostics.map((diagnostic) => {
    const readBy = reads.filter(({ keyPath }) => samePath(keyPath, diagnostic.keyPath))
    return block(diagnostic, { line: lineOf(diagnostic.range.line), readBy, paint })
  })
  return `${blocks.join("\n\n")}\n`
}

interface Parts {
  readonly line: MaskedLine
  readonly readBy: readonly KeyRead[]
  readonly paint: Paint
}

function block(diagnostic: Diagnostic, { line, readBy, paint }: Parts): string {
  const { code, severity, message, help, range } = diagnostic
  const number = String(range.line)
  const gutter = " ".repeat(number.length)
  const lines = [`${paint[severity](`${words[severity]}[${code}]`)}: ${paint.strong(message)}`]
  if (severity !== "hint") lines.push(`${gutter}  line ${range.line}, column ${range.column}`)
  if (!isEmpty(diagnostic)) {
    const caret = `${" ".repeat(line.column(range.column, false))}${carets(diagnostic, line)}`
    lines.push(
      `${paint.quiet(`${number} |`)} ${line.text}`.trimEnd(),
      `${paint.quiet(`${gutter} |`)} ${paint[severity](`${caret} ${messages[code].caret}`)}`,
    )
  }
  if (asksForValue.has(code)) {
    lines.push(
      ...readBy.map(
        (read) => `${gutter} = ${read.file}:${read.line} reads it as ${accessOf(read)}`,
      ),
    )
  }
  if (help !== undefined) lines.push(`${gutter} ${paint.strong("help")}: ${help}`)
  return lines.join("\n")
}

const asksForValue = new Set<Diagnostic["code"]>([
  "secret.blank",
  "secret.required_missing",
  "secret.whitespace_only",
  "secret.unchanged_placeholder",
  "env.not_mapped",
])

/** A missing key has no line of its own: its range is the end of the text. */
function isEmpty({ range }: Diagnostic): boolean {
  return range.line === range.endLine && range.column === range.endColumn
}

function carets({ range }: Diagnostic, line: MaskedLine): string {
  const start = line.column(range.column, false)
  const end =
    range.endLine > range.line ? Array.from(line.text).length : line.column(range.endColumn, true)
  return "^".repeat(Math.max(1, end - start))
}

const words = { error: "error", warning: "warning", hint: "note" } as const

type Paint = Readonly<Record<Severity | "strong" | "quiet", (text: string) => string>>

function ansi(code: number): (text: string) => string {
  return (text) => `\u001B[${code}m${text}\u001B[0m`
}

const paints: Paint = {
  error: ansi(31),
  warning: ansi(33),
  hint: ansi(36),
  strong: ansi(1),
  quiet: ansi(2),
}

const same = (text: string) => text
const plain: Paint = { error: same, warning: same, hint: same, strong: same, quiet: same }
