// A text for a document that exists: references put back to the values of the revision it builds on, then checked.
import type { Diagnostic } from "@modkeep/toml/diagnostic"
import { hasErrors } from "@modkeep/toml/diagnostic"
import type { SecretsDocument } from "@modkeep/toml/document"
import { unmask } from "@modkeep/toml/unmask"

import type { Sealed } from "#base/sealed.ts"

import type { Context } from "../context.ts"
import type { Subject } from "../subject.ts"
import { checkDocument } from "./check-document.ts"
import { documentMarks } from "./document-marks.ts"
import { keyHistory } from "./key-history.ts"
import { type OpenDocument } from "./open-document.ts"

interface Text {
  readonly subject: Subject
  readonly text: Sealed
  readonly acknowledgeMissing: readonly (readonly string[])[]
}

/** The text with its values, and everything that is wrong with it. */
export async function readText(
  parts: Pick<Context, "keyring" | "store">,
  { subject, text, acknowledgeMissing }: Text,
  current: OpenDocument,
): Promise<{ document: SecretsDocument | undefined; diagnostics: readonly Diagnostic[] }> {
  const history = await keyHistory(parts.store.db, current.row, current.number)
  const mark = await documentMarks(parts, current, history)
  const merged = unmask(text.reveal(), { document: current.content.reveal(), mark })
  if (merged.document === undefined || hasErrors(merged.diagnostics)) {
    return { document: undefined, diagnostics: merged.diagnostics }
  }
  const found = await checkDocument(parts, {
    subject,
    document: merged.document,
    current,
    acknowledgeMissing,
  })
  return { document: merged.document, diagnostics: merged.inMasked(found) }
}
