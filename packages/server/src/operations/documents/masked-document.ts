// A document as it may be read: its text with a reference in the place of every value.
import { maskText } from "@modkeep/toml/mask"

import type { Context } from "../context.ts"
import { documentMarks } from "./document-marks.ts"
import { keyHistory } from "./key-history.ts"
import { type OpenDocument } from "./open-document.ts"

export async function maskedDocument(
  parts: Pick<Context, "keyring" | "store">,
  opened: OpenDocument,
): Promise<string> {
  const history = await keyHistory(parts.store.db, opened.row, opened.number)
  return maskText(opened.content.reveal(), await documentMarks(parts, opened, history))
}
