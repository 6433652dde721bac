// One value of an opened document as TOML text. A key that its author sealed for good is never among them.
import { findLeaf } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"

import { Fault } from "#base/fault.ts"

import type { OpenDocument } from "./open-document.ts"

export function revealedValue(
  { content }: OpenDocument,
  path: readonly string[],
): { value: string; type: string } {
  const document = content.reveal()
  const leaf = findLeaf(document, path)
  const name = formatKeyPath(path)
  if (leaf === undefined) {
    throw new Fault("secrets.key_not_found", {
      public: `There is no value at "${name}". GET …/secrets lists the keys`,
    })
  }
  if (leaf.directives.sealed) {
    throw new Fault("secrets.key_sealed", {
      public: `"${name}" is marked @sealed: it can be replaced but never read`,
    })
  }
  return { value: document.text.slice(...leaf.valueSpan), type: leaf.value.kind }
}
