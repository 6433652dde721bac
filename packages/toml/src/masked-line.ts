// The lines of a text as they may be shown: every value covered, keys and blanks in clear, columns still findable.
//
// Of a statement that no parser accepts only a plain key is shown, and of its further lines nothing: a forgotten quote may
// have made anything part of a value.
import { credentialWithin, looksLikeCredential } from "./looks-like-credential.ts"
import { parse } from "./parse.ts"
import { scan } from "./scan.ts"
import { Positions } from "./positions.ts"
import type { SecretsDocument, Span } from "./document.ts"

export const cover = "••••"

export interface MaskedLine {
  readonly text: string
  /** @returns the column (from 0, in code points) at which a column of the source (from 1) is shown */
  readonly column: (sourceColumn: number, isEnd: boolean) => number
}

/** @returns a function that gives any line (from 1) of the text covered */
export function maskLines(typed: string): (line: number) => MaskedLine {
  const { document, partial } = parse(typed)
  const known = document ?? partial
  const text = known?.text ?? typed.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n")
  const positions = new Positions(text)
  const lines = text.split("\n")
  const starts = new Set(scan(text, Infinity).statementStarts)
  const covers = known === undefined ? [] : coversOf(known)
  return (line) => {
    const source = lines[line - 1] ?? ""
    const start = positions.offset(line, 1)
    const span: Span = [start, start + source.length]
    const isKnown = source.trim() === "" || (known !== undefined && touches(known, span))
    const hidden = isKnown
      ? covers.flatMap((covered) => within(covered, span))
      : [unknownPart(source, starts.has(start))]
    return coverParts(source.replace(/\r$/, ""), hidden)
  }
}

function touches(document: SecretsDocument, [start, end]: Span): boolean {
  const isThere = ({ span }: { span: Span }) => span[0] <= end && span[1] >= start
  return document.statements.some(isThere) || document.comments.some(isThere)
}

/** Booleans are shown: they hide nothing and explain why a key is no environment variable. */
function coversOf(document: SecretsDocument): Span[] {
  const shown = document.leaves.filter(
    ({ value }) => value.kind !== "boolean" && !(value.kind === "string" && value.value === ""),
  )
  const texts = document.entries.flatMap(({ value }) =>
    value.kind === "string" && value.value.trim().length >= 4 ? [value.value.trim()] : [],
  )
  const comments = document.comments.filter(
    ({ text }) =>
      credentialWithin(text) !== undefined || texts.some((value) => text.includes(value)),
  )
  const commentSpans = comments.map(({ span }): Span => [span[0] + 1, span[1]])
  return [...shown.map(({ valueSpan }) => valueSpan), ...commentSpans].toSorted(
    (a, b) => a[0] - b[0],
  )
}

/** The part of a cover that lies on a line, from the line's start. */
function within([start, end]: Span, [lineStart, lineEnd]: Span): Span[] {
  const from = Math.max(start, lineStart)
  const to = Math.min(end, lineEnd)
  return from < to ? [[from - lineStart, to - lineStart]] : []
}

function unknownPart(source: string, isStatementStart: boolean): Span {
  const header = /^\s*\[\[?[A-Za-z0-9_. -]{1,64}\]?\]?\s*$/.exec(source)
  const key = /^(\s*(?:export\s+)?([A-Za-z0-9_.-]{1,64})\s*(?:[=:]\s*(?![=\s]|$)|=\s+$|\s=$))/.exec(
    source,
  )
  const name = key?.[2] ?? source
  if (
    !isStatementStart ||
    looksLikeCredential(name.trim().replace(/^\[+|\]+$/g, "")) !== undefined
  ) {
    return [0, source.length]
  }
  return [header === null ? (key?.[1]?.length ?? 0) : source.length, source.length]
}

function coverParts(source: string, hidden: readonly Span[]): MaskedLine {
  let text = ""
  let done = 0
  const shifts: { from: number; to: number; at: number }[] = []
  for (const [from, to] of hidden) {
    if (from >= to || from < done) continue
    text += source.slice(done, from)
    shifts.push({ from, to, at: text.length })
    text += cover
    done = to
  }
  text += source.slice(done)
  const units = (column: number) =>
    Array.from(source)
      .slice(0, column - 1)
      .join("").length
  const shown = (unit: number, isEnd: boolean) => {
    const shift = shifts.findLast(({ from }) => from < unit || (from === unit && !isEnd))
    if (shift === undefined) return unit
    if (unit < shift.to || (isEnd && unit === shift.to)) {
      return isEnd ? shift.at + cover.length : shift.at
    }
    return unit - shift.to + shift.at + cover.length
  }
  const column = (sourceColumn: number, isEnd: boolean) =>
    Array.from(text.slice(0, shown(units(sourceColumn), isEnd))).length
  return { text, column }
}
