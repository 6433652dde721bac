// Replaces spans of one document by the source text of another's values, and keeps the line ends of the first.
//
// Between texts whose line ends are all alike the value takes the new text's; a value of a mixed text stays as typed.
import { Positions } from "./positions.ts"
import type { Diagnostic, Range } from "./diagnostic.ts"
import type { LineEnds, SecretsDocument, Span } from "./document.ts"

interface Splice {
  readonly at: Span
  readonly from: Span
}

interface Spliced {
  readonly text: string
  readonly inMasked: (diagnostics: readonly Diagnostic[]) => Diagnostic[]
}

export function splice(
  target: SecretsDocument,
  source: SecretsDocument | undefined,
  splices: readonly Splice[],
): Spliced {
  const lineEnds = lineEndsWanted(target, source)
  const pieces: string[] = []
  const sections: Section[] = []
  let done = 0
  const before = { at: 0 }
  const after = { at: 0 }
  const advance = (text: string, replaced: string) => {
    const section = { from: before.at, to: after.at }
    before.at += withLf(text).length
    after.at += withLf(replaced).length
    sections.push({ ...section, fromEnd: before.at, toEnd: after.at, isValue: text !== replaced })
  }
  for (const { at, from } of splices) {
    const between = target.text.slice(done, at[0])
    const value = source?.text.slice(...from) ?? ""
    pieces.push(
      lineEnds === "crlf" ? withCrlf(between) : between,
      valueText(value, source, lineEnds),
    )
    advance(between, between)
    advance(target.text.slice(...at), value)
    done = at[1]
  }
  const rest = target.text.slice(done)
  pieces.push(lineEnds === "crlf" ? withCrlf(rest) : rest)
  advance(rest, rest)
  const text = `${target.bom ? "\uFEFF" : ""}${pieces.join("")}`
  return { text, inMasked: mapBack(target.text, text, sections) }
}

/** A masked text without any line end says nothing about them: all of the base's lay inside its values. */
function lineEndsWanted(target: SecretsDocument, source: SecretsDocument | undefined): LineEnds {
  return target.text.includes("\n") ? target.lineEnds : (source?.lineEnds ?? "lf")
}

function valueText(value: string, source: SecretsDocument | undefined, wanted: LineEnds): string {
  if (source?.lineEnds === "mixed") return value
  const isCrlf = wanted === "crlf" || (wanted === "mixed" && source?.lineEnds === "crlf")
  return isCrlf ? withCrlf(value) : value
}

function withCrlf(text: string): string {
  return withLf(text).replaceAll("\n", "\r\n")
}

function withLf(text: string): string {
  return text.replaceAll("\r\n", "\n")
}

/** A run of characters that both texts share, or a reference beside the value that took its place; LF counted. */
interface Section {
  readonly from: number
  readonly fromEnd: number
  readonly to: number
  readonly toEnd: number
  readonly isValue: boolean
}

function mapBack(masked: string, whole: string, sections: readonly Section[]) {
  return (diagnostics: readonly Diagnostic[]): Diagnostic[] => {
    if (diagnostics.length === 0) return []
    const from = new Positions(withLf(masked))
    const to = new Positions(withLf(whole).replace(/^\uFEFF/, ""))
    const offset = (line: number, column: number, isEnd: boolean) =>
      back(sections, to.offset(line, column), isEnd)
    const move = ({ line, column, endLine, endColumn }: Range) =>
      from.range([offset(line, column, false), offset(endLine, endColumn, true)])
    return diagnostics.map((diagnostic) => ({ ...diagnostic, range: move(diagnostic.range) }))
  }
}

function back(sections: readonly Section[], offset: number, isEnd: boolean): number {
  const section = sections.find(
    ({ to, toEnd }) => offset < toEnd || (offset === toEnd && (isEnd || to === toEnd)),
  )
  if (section === undefined) return sections.at(-1)?.fromEnd ?? offset
  if (section.isValue) return isEnd && offset > section.to ? section.fromEnd : section.from
  return section.from + offset - section.to
}
