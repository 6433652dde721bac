// A text that was written over one revision, made to fit a later one: what one kept and the other replaced becomes the other's
// value; what one typed stays. Nothing of the text is lost.
import { type Leaf, pathKey, typedText } from "@modkeep/toml/document"
import { isReference } from "@modkeep/toml/mask"
import { parse } from "@modkeep/toml/parse"

/** All three are masked; `mine` undefined-safe: a text that cannot be read comes back as it is. */
export function rebaseText(mine: string, theirs: string): string {
  const document = parse(mine).document
  const current = parse(theirs).document
  if (document === undefined || current === undefined) return mine
  const known = new Set(current.leaves.filter(isKept).map(({ value }) => textOf(value)))
  const there = new Map(current.leaves.map((leaf) => [pathKey(leaf.keyPath), leaf]))
  const parts: string[] = []
  let done = 0
  for (const leaf of document.leaves) {
    if (!isKept(leaf) || known.has(textOf(leaf.value))) continue
    const other = there.get(pathKey(leaf.keyPath))
    // The other one took the key out: kept is then nothing, and the text says so by a blank.
    const source = other === undefined ? '""' : current.text.slice(...other.valueSpan)
    parts.push(document.text.slice(done, leaf.valueSpan[0]), source)
    done = leaf.valueSpan[1]
  }
  return typedText(parts.join("") + document.text.slice(done), document)
}

function isKept({ value }: Leaf): boolean {
  return isReference(value)
}

function textOf(value: Leaf["value"]): string {
  return value.kind === "string" ? value.value : ""
}
