// Parses a text and passes over the statements that cannot be parsed, each with a diagnostic where it goes wrong.
//
// The parser stops at its first error. What it stops at is replaced by spaces, which moves nothing, and it starts again.
import { ParseError, parseTOML } from "toml-eslint-parser"
import { diagnose } from "./diagnose.ts"
import { formatKeyPath, parseKeyPath } from "./key-path.ts"
import { syntaxProblem } from "./syntax-problems.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { Positions } from "./positions.ts"
import type { AST } from "toml-eslint-parser"

/** Statements passed over before reading stops; every one costs a parse of the whole text. */
const recoveriesMax = 20

interface Recovery {
  readonly statementStarts: readonly number[]
  readonly positions: Positions
  /** Grows by one for every statement that is passed over. */
  readonly diagnostics: Diagnostic[]
}

export function parseAround(text: string, recovery: Recovery): AST.TOMLProgram | undefined {
  let readable = text
  for (let attempt = 0; attempt <= recoveriesMax; attempt++) {
    try {
      // At the very end of a text the parser loses the last character of some values, of 0 for one; a line end helps.
      return parseTOML(`${readable}\n`, { tomlVersion: "1.0.0" })
    } catch (error) {
      // Anything else than its own error is a stack that ran out, which the bracket limit should have prevented.
      if (!(error instanceof ParseError)) {
        const range = recovery.positions.rangeAt(0)
        recovery.diagnostics.push(diagnose("toml.too_deep", {}, { range }))
        return undefined
      }
      const { at, message } = placeOf(error, readable)
      recovery.diagnostics.push(diagnosticOf(message, at, text, recovery))
      const [start, end] = statementAt(readable, at, recovery.statementStarts)
      const blanked = blank(readable, start, end)
      if (blanked === readable) return undefined
      readable = blanked
    }
  }
  return undefined
}

function diagnosticOf(message: string, at: number, text: string, recovery: Recovery): Diagnostic {
  const { positions } = recovery
  if (message !== "Defining a key multiple times is invalid") {
    return diagnose("toml.syntax", syntaxProblem(message), { range: positions.rangeAt(at) })
  }
  const keyPath = keyPathAt(text, at, recovery.statementStarts)
  const end = at + (keyText.exec(text.slice(at))?.[0].length ?? 1)
  const place = { range: positions.range([at, end]), keyPath }
  return diagnose("toml.duplicate_key", { name: formatKeyPath(keyPath) }, place)
}

/** The parser notices a line that stops short only at the next thing it finds: the place to tell is where it stops. */
function placeOf(error: ParseError, text: string): { at: number; message: string } {
  const at = Math.min(error.index, text.length)
  const before = contentBefore(text, at)
  const isNextLine = text.slice(before.length, at).includes("\n")
  if (isNextLine && before.endsWith("=")) return { at: before.length, message: missingValue }
  if (
    error.message === lineBreak &&
    isHeader(text, text.lastIndexOf("\n", before.length - 1) + 1)
  ) {
    return { at: before.length, message: "Unterminated table-key" }
  }
  const isTooLate = error.message === lineBreak || text.slice(at).trim() === ""
  return { at: isTooLate ? before.length : at, message: error.message }
}

const missingValue = "Unspecified values are invalid"
const lineBreak = "The key, equals sign, and value must be on the same line"

function contentBefore(text: string, at: number): string {
  let before = text.slice(0, at).trimEnd()
  for (;;) {
    const lastLine = before.lastIndexOf("\n") + 1
    if (!/^[ \t]*#/.test(before.slice(lastLine))) return before
    before = before.slice(0, lastLine).trimEnd()
  }
}

const keyText = /^(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')/

/** @returns the path of the key at an offset, with the section it stands in; the parser has read both */
function keyPathAt(text: string, at: number, starts: readonly number[]): string[] {
  const index = starts.findLastIndex((start) => start <= at)
  const path = dottedKey(text.slice(starts[index] ?? 0))
  for (let above = index - 1; above >= 0 && !isHeader(text, starts[index] ?? 0); above--) {
    const start = starts[above] ?? 0
    if (isHeader(text, start)) return [...dottedKey(text.slice(start)), ...path]
  }
  return path
}

function dottedKey(statement: string): string[] {
  const text = statement.replace(/^[ \t]*\[{0,2}[ \t]*/, "")
  const dotted = /^(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[ \t]*\.[ \t]*)+/.exec(text)
  return parseKeyPath(dotted?.[0] ?? "") ?? []
}

/** @returns the statement around an offset; a header with all that stands under it, which would else change its section */
function statementAt(text: string, at: number, starts: readonly number[]): [number, number] {
  const index = starts.findLastIndex((start) => start <= at)
  const start = starts[index] ?? 0
  let next = index + 1
  if (isHeader(text, start)) {
    while (next < starts.length && !isHeader(text, starts[next] ?? 0)) next++
  }
  return [start, starts[next] ?? text.length]
}

function isHeader(text: string, at: number): boolean {
  return /^[ \t]*\[/.test(text.slice(at, at + 256))
}

/** Spaces keep every later offset, line and column as it was. */
function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, " ") + text.slice(end)
}
