// One value of an opened document as TOML text. A key that its author sealed for good is never among them.
import { findLeaf } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"

import { Fault } from "#base/fault.ts"

import type { OpenDocument } from "./open-document.ts"

/** @param below the version's document, when the opened one is laid over it: its author's `@sealed` holds there too */
export function revealedValue(
  { content }: OpenDocument,
  path: readonly string[],
  below: OpenDocument | undefined,
): { value: string; type: string } {
  const document = content.reveal()
  const leaf = findLeaf(document, path)
  const name = formatKeyPath(path)
  if (leaf === undefined) {
    throw new Fault("secrets.key_not_found", {
      public: `There is no value at "${name}". GET …/secrets lists the keys`,
    })
  }
  const declared = below === undefined ? undefined : findLeaf(below.content.reveal(), path)
  if (leaf.directives.sealed || declared?.directives.sealed === true) {
    throw new Fault("secrets.key_sealed", {
      public: `"${name}" is marked @sealed: it can be replaced but never read`,
    })
  }
  return { value: document.text.slice(...leaf.valueSpan), type: leaf.value.kind }
}
