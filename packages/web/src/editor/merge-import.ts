// Lays converted text into the document that is there: a key that it has takes the new value, any other is added in its section.
// What the document has stays: comments, order, stored values that the converted text does not name.
import { pathKey, typedText, type Leaf, type SecretsDocument } from "@modkeep/toml/document"
import { insertKey } from "@modkeep/toml/insert-key"
import { formatKey } from "@modkeep/toml/key-path"
import { parse } from "@modkeep/toml/parse"

/** @returns the text as typed, or undefined when the two do not fit together: a value here is a section there */
export function mergeImport(
  document: SecretsDocument,
  imported: SecretsDocument,
): string | undefined {
  if (document.statements.length === 0) return document.typed + imported.text
  const there = new Map(document.leaves.map((leaf) => [pathKey(leaf.keyPath), leaf]))
  const parts: string[] = []
  let done = 0
  const fresh = new Map(imported.leaves.map((leaf) => [pathKey(leaf.keyPath), leaf]))
  for (const { keyPath, valueSpan } of document.leaves) {
    const leaf = fresh.get(pathKey(keyPath))
    if (leaf === undefined || isBlank(leaf)) continue
    parts.push(document.text.slice(done, valueSpan[0]), imported.text.slice(...leaf.valueSpan))
    done = valueSpan[1]
  }
  const text = typedText(parts.join("") + document.text.slice(done), document)
  const added = imported.leaves.filter(({ keyPath }) => !there.has(pathKey(keyPath)))
  return withAdded(text, added, imported.text)
}

/** Keys of one section go in together: each change costs a reading of the whole text. */
function withAdded(text: string, added: readonly Leaf[], source: string): string | undefined {
  const sections = new Map<string, Leaf[]>()
  for (const leaf of added) {
    const key = pathKey(leaf.keyPath.slice(0, -1))
    sections.set(key, [...(sections.get(key) ?? []), leaf])
  }
  let typed = text
  for (const [first, ...rest] of sections.values()) {
    const { document } = parse(typed)
    if (first === undefined || document === undefined) return undefined
    const lines = rest.map(
      ({ keyPath, valueSpan }) =>
        `${formatKey(keyPath.at(-1) ?? "")} = ${source.slice(...valueSpan)}`,
    )
    const value = [source.slice(...first.valueSpan), ...lines].join("\n")
    const changed = insertKey(document, first.keyPath, value)
    if (changed === undefined) return undefined
    typed = typedText(changed, document)
  }
  return parse(typed).document === undefined ? undefined : typed
}

function isBlank({ value }: Leaf): boolean {
  return value.kind === "string" && value.value === ""
}
