// Checks a staged revision again before it becomes current: the other document may have changed since it was staged.
import type { Context } from "../context.ts"
import { type Subject, nameOfSubject } from "../subject.ts"
import { checkDocument } from "./check-document.ts"
import type { OpenDocument } from "./open-document.ts"
import { refuseDiagnostics } from "./refuse-diagnostics.ts"

export async function recheckStaged(
  parts: Pick<Context, "keyring" | "store">,
  subject: Subject,
  opened: OpenDocument,
): Promise<void> {
  const diagnostics = await checkDocument(parts, {
    subject,
    document: opened.content.reveal(),
    current: opened,
    acknowledgeMissing: [],
  })
  refuseDiagnostics(diagnostics, {
    action: `promote revision ${opened.number} of ${nameOfSubject(subject)}`,
    blank: "secrets.blank",
  })
}
