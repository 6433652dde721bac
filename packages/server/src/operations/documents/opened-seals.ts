// What an install's move to another version would open: keys that bring along a value which the version before sealed for good,
// and that neither the new version nor the install's own document seals.
import { isDeepStrictEqual } from "node:util"

import { diagnose } from "@modkeep/toml/diagnose"
import type { Diagnostic } from "@modkeep/toml/diagnostic"
import { findLeaf, type Leaf, type SecretsDocument } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"

import type { OpenDocument } from "./open-document.ts"

export interface Former {
  /** The document of the version that the install comes from. */
  readonly version: OpenDocument
  /** The install's own, as it is now. */
  readonly overlay: OpenDocument
  /** The text comes from the store with all its values; of a typed one the values count that are as they were. */
  readonly bringsAll: boolean
}

export function openedSeals(
  overlay: SecretsDocument,
  version: SecretsDocument,
  former: Former,
): Diagnostic[] {
  const sealing = former.version.content.reveal()
  const before = former.overlay.content.reveal()
  return overlay.leaves.flatMap((leaf) => {
    const { keyPath, valueRange: range } = leaf
    const isSealed = leaf.directives.sealed || seals(version, leaf)
    const keeps = former.bringsAll || holds(before, leaf)
    if (isSealed || !keeps || !seals(sealing, leaf)) return []
    return [diagnose("reference.sealed", { name: formatKeyPath(keyPath) }, { range, keyPath })]
  })
}

function seals(document: SecretsDocument, { keyPath }: Leaf): boolean {
  return findLeaf(document, keyPath)?.directives.sealed === true
}

function holds(document: SecretsDocument, { keyPath, value }: Leaf): boolean {
  const leaf = findLeaf(document, keyPath)
  return leaf !== undefined && isDeepStrictEqual(leaf.value, value)
}
