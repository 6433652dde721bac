// Reads a text as a secrets document. Never throws: whatever is wrong comes back as diagnostics, all of it at once.
//
// A statement that cannot be read is passed over and reading goes on, so that ten mistakes are ten diagnostics.
import { ParseError, parseTOML } from "toml-eslint-parser"
import { diagnose, inOrder } from "./diagnose.ts"
import { formatKeyPath, parseKeyPath } from "./key-path.ts"
import { Positions } from "./positions.ts"
import { depthMax, readTree } from "./read-tree.ts"
import { scan } from "./scan.ts"
import { syntaxProblem } from "./syntax-problems.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { LineEnds, SecretsDocument } from "./document.ts"
import type { AST } from "toml-eslint-parser"

export const sizeBytesMax = 64 * 1024
export const leavesMax = 1000

/** Brackets open at once before the parser is not asked at all: it closes them by recursion. Above `depthMax`, so that
 *  a forgotten bracket in a flat document is told as what it is. */
const bracketsMax = 4 * depthMax
/** Statements passed over before reading stops; every one costs a parse of the whole text. */
const recoveriesMax = 20

export interface Parsed {
  /** Undefined when a diagnostic is an error. */
  readonly document: SecretsDocument | undefined
  readonly diagnostics: Diagnostic[]
  /** Of a text with errors: what could be read, for display only. Never to be stored. */
  readonly partial?: SecretsDocument
}

/** @returns the document, or the diagnostics that say why there is none; bytes must be UTF-8 */
export function parse(input: string | Uint8Array, bytesMax = sizeBytesMax): Parsed {
  // Anything larger need not be decoded to be refused.
  if (input.length > bytesMax) return refuse("toml.too_large")
  const typed = typeof input === "string" ? input : decode(input)
  if (typed === undefined || !typed.isWellFormed()) return refuse("toml.not_utf8")
  if (isTooLarge(typed, bytesMax)) return refuse("toml.too_large")
  const bom = typed.startsWith("\uFEFF")
  const body = bom ? typed.slice(1) : typed
  const lineEnds = lineEndsOf(body)
  const text = lineEnds === "crlf" ? body.replaceAll("\r\n", "\n") : body
  const positions = new Positions(text)
  const { tree, diagnostics } = readText(text, positions)
  if (tree === undefined) return { document: undefined, diagnostics }
  const document = { ...tree, text, typed, lineEnds, bom, end: positions.end }
  return diagnostics.length === 0
    ? { document, diagnostics }
    : { document: undefined, diagnostics, partial: document }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function isTooLarge(text: string, bytesMax: number): boolean {
  // A UTF-16 unit is at most three bytes of UTF-8: only near the limit it pays to encode.
  return text.length * 3 > bytesMax && new TextEncoder().encode(text).length > bytesMax
}

function refuse(code: "toml.not_utf8" | "toml.too_large"): Parsed {
  const range = { line: 1, column: 1, endLine: 1, endColumn: 2 }
  const diagnostic =
    code === "toml.not_utf8"
      ? diagnose(code, {}, { range })
      : diagnose(code, { limit: "bytes" }, { range })
  return { document: undefined, diagnostics: [diagnostic] }
}

function lineEndsOf(text: string): LineEnds {
  const crlf = text.match(/\r\n/g)?.length ?? 0
  if (crlf === 0) return "lf"
  return text.match(/\n/g)?.length === crlf && !/\r(?!\n)/.test(text) ? "crlf" : "mixed"
}

function readText(text: string, positions: Positions) {
  const diagnostics: Diagnostic[] = loneReturns(text, positions)
  const { statementStarts, tooDeepAt } = scan(text, bracketsMax)
  if (tooDeepAt !== undefined) {
    const range = positions.rangeAt(tooDeepAt)
    return {
      tree: undefined,
      diagnostics: [...diagnostics, diagnose("toml.too_deep", {}, { range })],
    }
  }
  const program = parseAround(text, { statementStarts, positions, diagnostics })
  if (program === undefined) return { tree: undefined, diagnostics: inOrder(diagnostics) }
  const { tree, diagnostics: found } = readTree(program, text, positions)
  diagnostics.push(...found)
  const over = tree.entries[leavesMax]
  if (over !== undefined) {
    const place = { range: over.keyRange, keyPath: over.keyPath }
    diagnostics.push(diagnose("toml.too_large", { limit: "leaves" }, place))
  }
  return { tree, diagnostics: inOrder(diagnostics) }
}

/** The parser takes a carriage return alone for a line end; TOML and tomllib do not. */
function loneReturns(text: string, positions: Positions): Diagnostic[] {
  const at = text.search(/\r(?!\n)/)
  if (at < 0) return []
  const problem = "A carriage return stands without a line feed"
  const mend = "save the text with ordinary line ends, or write \\r inside double quotes"
  return [diagnose("toml.syntax", { problem, mend }, { range: positions.rangeAt(at) })]
}

interface Recovery {
  readonly statementStarts: readonly number[]
  readonly positions: Positions
  /** Grows by one for every statement that is passed over. */
  readonly diagnostics: Diagnostic[]
}

function parseAround(text: string, recovery: Recovery): AST.TOMLProgram | undefined {
  let readable = text
  for (let attempt = 0; attempt <= recoveriesMax; attempt++) {
    try {
      return parseTOML(readable, { tomlVersion: "1.0.0" })
    } catch (error) {
      const at = error instanceof ParseError ? placeOf(error, readable) : 0
      recovery.diagnostics.push(diagnosticOf(error, at, text, recovery))
      if (!(error instanceof ParseError)) return undefined
      const [start, end] = statementAt(readable, at, recovery.statementStarts)
      const blanked = blank(readable, start, end)
      if (blanked === readable) return undefined
      readable = blanked
    }
  }
  return undefined
}

function diagnosticOf(error: unknown, at: number, text: string, recovery: Recovery): Diagnostic {
  const { positions } = recovery
  // Anything else than its own error is a stack that ran out, which the bracket limit should have prevented.
  if (!(error instanceof ParseError))
    return diagnose("toml.too_deep", {}, { range: positions.rangeAt(0) })
  if (error.message === "Defining a key multiple times is invalid") {
    const keyPath = keyPathAt(text, at, recovery.statementStarts)
    const end = at + (keyText.exec(text.slice(at))?.[0].length ?? 1)
    const place = { range: positions.range([at, end]), keyPath }
    return diagnose("toml.duplicate_key", { name: formatKeyPath(keyPath) }, place)
  }
  return diagnose("toml.syntax", syntaxProblem(error.message), { range: positions.rangeAt(at) })
}

/** The parser notices a line that stops short only at the next thing it finds: the place to tell is where it stops. */
function placeOf(error: ParseError, text: string): number {
  const at = Math.min(error.index, text.length)
  const isTooLate = stopsShort.has(error.message) || text.slice(at).trim() === ""
  if (!isTooLate) return at
  let before = text.slice(0, at).trimEnd()
  for (;;) {
    const lastLine = before.lastIndexOf("\n") + 1
    if (!/^[ \t]*#/.test(before.slice(lastLine))) return before.length
    before = before.slice(0, lastLine).trimEnd()
  }
}

const stopsShort = new Set([
  "The key, equals sign, and value must be on the same line",
  "Unspecified values are invalid",
])

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
