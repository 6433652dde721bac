// Reads only the quotes, brackets and line ends of a text: enough to know how deep it nests before a parser recurses
// into it, and where a statement starts in a text that no parser accepts. Agrees with the parser up to the first error.
export interface Scan {
  /** Offsets of the lines at which a statement may start: outside of every string and bracket. */
  readonly statementStarts: readonly number[]
  /** The first bracket that opens more levels than `depthMax`. */
  readonly tooDeepAt: number | undefined
}

export function scan(text: string, depthMax: number): Scan {
  const statementStarts = [0]
  let depth = 0
  let tooDeepAt: number | undefined
  let at = 0
  while (at < text.length) {
    const character = text[at]
    if (character === '"' || character === "'") {
      at = skipString(text, at)
      continue
    }
    if (character === "#") {
      at = endOfLine(text, at)
      continue
    }
    if (character === "[" || character === "{") {
      depth++
      if (depth > depthMax) tooDeepAt ??= at
    } else if (character === "]" || character === "}") depth = Math.max(0, depth - 1)
    else if (character === "\n" && depth === 0) statementStarts.push(at + 1)
    at++
  }
  return { statementStarts, tooDeepAt }
}

/** @returns the offset after the string that starts at `at`; a string that never closes ends where its kind must end */
function skipString(text: string, at: number): number {
  const quote = text[at] ?? '"'
  const isMultiLine = text.startsWith(quote.repeat(3), at)
  let end = at + (isMultiLine ? 3 : 1)
  while (end < text.length) {
    if (text[end] === "\\" && quote === '"' && (isMultiLine || text[end + 1] !== "\n")) end += 2
    else if (isMultiLine && text.startsWith(quote.repeat(3), end)) {
      end += 3
      // Up to two quotes before the closing three belong to the string.
      for (let extra = 0; extra < 2 && text[end] === quote; extra++) end++
      return end
    } else if (!isMultiLine && text[end] === quote) return end + 1
    else if (!isMultiLine && text[end] === "\n") return end
    else end++
  }
  return text.length
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at)
  return end < 0 ? text.length : end
}
