// Makes an older revision's text current again, as a new revision: history only grows.
import type { SecretsSaved } from "@modkeep/contract/schemas/secrets"

import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"

import type { Context, SubjectId } from "./context.ts"
import { deliverDocument } from "./deliver-document.ts"
import { openDocument } from "./documents/open-document.ts"
import { refuseUnsealing } from "./documents/refuse-unsealing.ts"
import { saveDocument } from "./documents/save-document.ts"
import { sealedText } from "./documents/sealed-text.ts"
import { getSubject, nameOfSubject } from "./subject.ts"

interface Restore {
  readonly id: SubjectId
  readonly number: number
  readonly base: number | undefined
  readonly reason: string | undefined
  readonly sessions: "next-run" | "rerun" | undefined
}

export async function restoreRevision(
  context: Context,
  actor: Actor,
  request: Restore,
): Promise<SecretsSaved> {
  const { db } = context.store
  const subject = await getSubject(db, actor, request.id, "change")
  if (request.number === 0) {
    throw new Fault("revision.not_found", {
      public: "Revision 0 is the empty document before the first save. Save empty text instead",
    })
  }
  const older = await openDocument(context, db, subject, request.number)
  const action = `restore revision ${request.number} of ${nameOfSubject(subject)}`
  await refuseUnsealing(context, { subject, older, action })
  const saved = await saveDocument(context, {
    subject,
    actor,
    text: sealedText(older),
    base: request.base,
    reason: request.reason ?? `Restored revision ${request.number}`,
    stage: false,
    acknowledgeMissing: [],
    action: "secrets.restore",
  })
  return {
    revision: saved.number,
    changed: saved.changed,
    staged: false,
    diagnostics: [...saved.diagnostics],
    processes: saved.changed
      ? await deliverDocument(context, { subject, sessions: request.sessions })
      : [],
  }
}
