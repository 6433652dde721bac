// Which keys two opened documents have and have not in common.
import type { OpenDocument } from "./open-document.ts"
import { changesBetween } from "./changes-between.ts"

interface Difference {
  added: string[]
  changed: string[]
  removed: string[]
}

export function compareDocuments(before: OpenDocument, after: OpenDocument): Difference {
  const { added, changed, removed } = changesBetween(
    before.content.reveal(),
    after.content.reveal(),
  )
  return { added: [...added], changed: [...changed], removed: [...removed] }
}
