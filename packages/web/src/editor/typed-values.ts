// Which parts of a text are values that somebody typed: drawn as dots when nobody is at the text. Never so: references, blanks,
// booleans, and what the repository's template says in public.
import { pathKey, type SecretsDocument } from "@modkeep/toml/document"
import { isReference } from "@modkeep/toml/mask"
import type { Span } from "@modkeep/toml/document"

export interface Dots {
  readonly spans: readonly Span[]
}

export function typedValues(
  body: string,
  document: SecretsDocument | undefined,
  template: SecretsDocument | undefined,
): Dots {
  // Spans lie in the document's text, which is the edited one unless typing is ahead of the check.
  if (document === undefined || document.text !== body) return { spans: unreadValues(body, []) }
  const inPublic = new Map(
    (template?.leaves ?? []).map(({ keyPath, valueSpan }) => [
      pathKey(keyPath),
      template?.text.slice(...valueSpan),
    ]),
  )
  const spans = document.leaves.flatMap(({ keyPath, value, valueSpan }): Span[] => {
    const isBlank = value.kind === "string" && value.value === ""
    const isPublic = inPublic.get(pathKey(keyPath)) === body.slice(...valueSpan)
    return isBlank || isPublic || isReference(value) || value.kind === "boolean" ? [] : [valueSpan]
  })
  const read = document.statements.map(({ span }) => span)
  return { spans: [...spans, ...unreadValues(body, read)].toSorted((a, b) => a[0] - b[0]) }
}

/** Lines that nobody could read: what stands behind the first = or :, and a line without either as a whole. */
function unreadValues(body: string, read: readonly Span[]): Span[] {
  const spans: Span[] = []
  let start = 0
  let next = 0
  for (const line of body.split("\n")) {
    const end = start + line.length
    while ((read[next]?.[1] ?? Infinity) < start) next += 1
    const isRead = (read[next]?.[0] ?? Infinity) <= end
    if (!isRead && line.trim() !== "" && !/^\s*[#[]/.test(line)) {
      const key = /^[^=:]*[=:]\s*/.exec(line)?.[0].length ?? 0
      if (key < line.length) spans.push([start + key, end])
    }
    start = end + 1
  }
  return spans
}
