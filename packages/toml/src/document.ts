// A secrets document as its author wrote it, with every key, value and comment block found. Immutable.
//
// `text` is what a store keeps and compares: line ends are LF, except that a text with both LF and CRLF stays as typed.
// `typed` is what the author gets back: the byte order mark and the line ends as they came. Parsing either gives the
// same values, because inside a value a line end is LF always.
import type { DirectiveProblem, Directives } from "./directives.ts"
import type { Range } from "./diagnostic.ts"
import type { TomlTable, TomlValue } from "./value.ts"

export type LineEnds = "lf" | "crlf" | "mixed"

/** Start and end in UTF-16 units of `text`. */
export type Span = readonly [start: number, end: number]

/** A key whose value is not a table. */
export interface Leaf {
  /** An element of an array is a segment that is its index in decimal: `[[server]]`, `port = 1` is server.0.port. */
  readonly keyPath: readonly string[]
  readonly value: TomlValue
  readonly keyRange: Range
  readonly valueRange: Range
  readonly keySpan: Span
  readonly valueSpan: Span
  /** Of the comment block above the statement that holds the key. */
  readonly directives: Directives
  /** For a key of an inline table that lies inside `[…]`: the path of the key whose array that is. */
  readonly within?: readonly string[]
}

/** One line of the grammar: `key = value`, `[header]` or `[[header]]`. */
export interface Statement {
  readonly kind: "key" | "table" | "array-table"
  /** Absolute, with the indexes of arrays of tables. */
  readonly path: readonly string[]
  /** Number of segments that the enclosing header gave. */
  readonly headerLength: number
  readonly span: Span
  readonly keySpan: Span
  readonly valueSpan?: Span
  readonly value?: TomlValue
  /** The comment block directly above, from the start of its first line to the start of the statement's line. */
  readonly blockSpan?: Span
}

export interface Comment {
  /** Without the leading `#`. */
  readonly text: string
  readonly range: Range
  readonly span: Span
}

/** A text that is, or looks like, a reference of a masked text: at a key, or as an element of an array. */
export interface MarkedText {
  readonly keyPath: readonly string[]
  readonly text: string
  readonly range: Range
  readonly span: Span
}

/** A table written as `{ … }`. */
export interface InlineTable {
  readonly path: readonly string[]
  readonly span: Span
}

export interface SecretsDocument {
  readonly text: string
  readonly typed: string
  readonly lineEnds: LineEnds
  readonly bom: boolean
  readonly root: TomlTable
  /** Keys with a value of their own, in the order of the text; an array `[…]` is one leaf. What masking replaces. */
  readonly leaves: readonly Leaf[]
  /** The leaves and, after the array that holds them, the keys of inline tables inside arrays. What checks look at. */
  readonly entries: readonly Leaf[]
  readonly statements: readonly Statement[]
  readonly comments: readonly Comment[]
  readonly directiveProblems: readonly DirectiveProblem[]
  readonly markedTexts: readonly MarkedText[]
  readonly inlineTables: readonly InlineTable[]
  /** The place just after the last character. */
  readonly end: Range
}

/** @returns the key at `path`, or undefined when nothing, or a table, is there */
export function findLeaf(document: SecretsDocument, path: readonly string[]): Leaf | undefined {
  return document.entries.find((leaf) => samePath(leaf.keyPath, path))
}

export function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((segment, index) => segment === b[index])
}

/** @returns `text` with the line ends and the mark of the document's kind */
export function typedText(text: string, kind: { lineEnds: LineEnds; bom: boolean }): string {
  const body = kind.lineEnds === "crlf" ? text.replaceAll("\n", "\r\n") : text
  return kind.bom ? `\uFEFF${body}` : body
}

/** @returns a text that two paths share exactly when they are the same path: a key for Maps and Sets */
export function pathKey(path: readonly string[]): string {
  return JSON.stringify(path)
}

/** @returns every key of the document by its `pathKey` */
export function leafIndex(document: SecretsDocument): Map<string, Leaf> {
  return new Map(document.entries.map((leaf) => [pathKey(leaf.keyPath), leaf]))
}
