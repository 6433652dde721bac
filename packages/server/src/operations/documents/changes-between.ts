// Which keys a document gained, lost and changed over another, as TOML writes key paths. Never a value.
import { changedKeys } from "@modkeep/toml/diff"
import type { SecretsDocument } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"

import type { RevisionChanges } from "#store/schema.ts"

export function changesBetween(before: SecretsDocument, after: SecretsDocument): RevisionChanges {
  const { added, changed, removed } = changedKeys(before, after)
  return {
    added: added.map(formatKeyPath),
    changed: changed.map(formatKeyPath),
    removed: removed.map(formatKeyPath),
  }
}
