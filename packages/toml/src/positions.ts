// Turns offsets of a text into lines and columns that count code points from 1. Linear once, then a lookup.
import type { Range } from "./diagnostic.ts"
import type { Span } from "./document.ts"

export class Positions {
  readonly #text: string
  readonly #lineStarts: number[] = [0]
  /** Line → code points before each UTF-16 unit; only for lines that hold a character outside the basic plane. */
  readonly #astral = new Map<number, Uint32Array>()
  readonly #hasAstral: boolean

  constructor(text: string) {
    this.#text = text
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
      this.#lineStarts.push(at + 1)
    }
    this.#hasAstral = /[\uD800-\uDBFF]/.test(text)
  }

  range([start, end]: Span): Range {
    const from = this.#point(start)
    const to = this.#point(end)
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column }
  }

  /** @returns the range of the one character at `offset`; at a line's end one column, so that it can be seen */
  rangeAt(offset: number): Range {
    const { line, column } = this.#point(Math.min(offset, this.#text.length))
    return { line, column, endLine: line, endColumn: column + 1 }
  }

  /** @returns the offset of a line and column, the inverse of `range`; places beyond the text end where it ends */
  offset(line: number, column: number): number {
    const start = this.#lineStarts[line - 1] ?? this.#text.length
    const lineEnd = (this.#lineStarts[line] ?? this.#text.length + 1) - 1
    if (!this.#hasAstral) return Math.min(start + column - 1, lineEnd)
    let offset = start
    for (let point = 1; point < column && offset < lineEnd; point++) {
      offset += (this.#text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
    }
    return Math.min(offset, lineEnd)
  }

  get end(): Range {
    return this.range([this.#text.length, this.#text.length])
  }

  /** @returns the offset at which the line of `offset` starts */
  lineStart(offset: number): number {
    return this.#lineStarts[this.#lineIndex(offset)] ?? 0
  }

  lineOf(offset: number): number {
    return this.#lineIndex(offset) + 1
  }

  #point(offset: number): { line: number; column: number } {
    const index = this.#lineIndex(offset)
    const units = offset - (this.#lineStarts[index] ?? 0)
    return { line: index + 1, column: 1 + (this.#hasAstral ? this.#points(index, units) : units) }
  }

  #points(index: number, units: number): number {
    let counts = this.#astral.get(index)
    if (counts === undefined) {
      const start = this.#lineStarts[index] ?? 0
      const end = this.#lineStarts[index + 1] ?? this.#text.length
      counts = new Uint32Array(end - start + 1)
      for (let unit = 0; unit < end - start; unit++) {
        const code = this.#text.charCodeAt(start + unit)
        const isTrail = code >= 0xdc00 && code <= 0xdfff
        counts[unit + 1] = (counts[unit] ?? 0) + (isTrail ? 0 : 1)
      }
      this.#astral.set(index, counts)
    }
    return counts[units] ?? units
  }

  #lineIndex(offset: number): number {
    let low = 0
    let high = this.#lineStarts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}
