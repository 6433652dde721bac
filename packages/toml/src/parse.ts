// Reads a text as a secrets document. Never throws: whatever is wrong comes back as diagnostics, all of it at once.
//
// A statement that cannot be read is passed over and reading goes on, so that ten mistakes are ten diagnostics.
import { diagnose, inOrder } from "./diagnose.ts"
import { parseAround } from "./parse-around.ts"
import { Positions } from "./positions.ts"
import { depthMax, readTree } from "./read-tree.ts"
import { scan } from "./scan.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { LineEnds, SecretsDocument } from "./document.ts"

export const sizeBytesMax = 64 * 1024
export const leavesMax = 1000

/** Brackets open at once before the parser is not asked at all: it closes them by recursion. Above `depthMax`, so that
 *  a forgotten bracket in a flat document is told as what it is. */
const bracketsMax = 4 * depthMax

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
