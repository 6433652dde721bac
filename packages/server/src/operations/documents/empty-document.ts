// The document that was never saved: revision 0.
import type { SecretsDocument } from "@modkeep/toml/document"
import { parse } from "@modkeep/toml/parse"

import { invariant } from "#base/invariant.ts"

export function emptyDocument(): SecretsDocument {
  const { document } = parse("")
  invariant(document, "empty text is a document")
  return document
}
