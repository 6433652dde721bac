// What a check of the stored document says, with the places as they are in its masked text.
import type { Diagnostic } from "@modkeep/toml/diagnostic"

import { Sealed } from "#base/sealed.ts"

import type { Context } from "../context.ts"
import type { Subject } from "../subject.ts"
import { maskedDocument } from "./masked-document.ts"
import type { OpenDocument } from "./open-document.ts"
import { readText } from "./read-text.ts"

export async function checkMasked(
  context: Pick<Context, "keyring" | "store" | "clock">,
  subject: Subject,
  opened: OpenDocument,
): Promise<Diagnostic[]> {
  const text = new Sealed(await maskedDocument(context, opened))
  const { diagnostics } = await readText(context, { subject, text, acknowledgeMissing: [] }, opened)
  return [...diagnostics]
}
