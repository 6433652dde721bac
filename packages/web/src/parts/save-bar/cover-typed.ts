// A text as it may be looked at and compared: stored values are dots, values that were typed are dots marked as new.
import type { Leaf } from "@modkeep/toml/document"
import { isReference } from "@modkeep/toml/mask"
import { maskLines } from "@modkeep/toml/masked-line"
import { parse } from "@modkeep/toml/parse"

const typedCover = '"•••• new"'

/** References stay as they are: `shownReferences` draws them. */
export function coverTyped(text: string): string {
  const { document } = parse(text)
  if (document === undefined) {
    const line = maskLines(text)
    const count = text.split("\n").length
    return Array.from({ length: count }, (_, index) => line(index + 1).text).join("\n")
  }
  const parts: string[] = []
  let done = 0
  for (const leaf of document.leaves) {
    if (!isTyped(leaf)) continue
    parts.push(document.text.slice(done, leaf.valueSpan[0]), typedCover)
    done = leaf.valueSpan[1]
  }
  return parts.join("") + document.text.slice(done)
}

/** A boolean hides nothing; a blank has nothing to hide. */
function isTyped({ value }: Leaf): boolean {
  if (value.kind === "boolean" || isReference(value)) return false
  return value.kind !== "string" || value.value !== ""
}
