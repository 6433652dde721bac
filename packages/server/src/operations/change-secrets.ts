// Saves a document and delivers it: the answer comes when every process has acknowledged, or after 5 s, and says which did.
import type { SecretsSaved } from "@modkeep/contract/schemas/secrets"

import type { Sealed } from "#base/sealed.ts"
import type { Actor } from "#identity/actor.ts"

import type { Context, SubjectId } from "./context.ts"
import { deliverDocument } from "./deliver-document.ts"
import { saveDocument } from "./documents/save-document.ts"
import { readKeyPaths } from "./documents/version-rules.ts"
import { type Subject, documentOf, getSubject } from "./subject.ts"

export interface SecretsChange {
  readonly id: SubjectId
  readonly text: Sealed
  readonly base: number | undefined
  readonly reason?: string | undefined
  readonly stage?: boolean | undefined
  readonly sessions?: "next-run" | "rerun" | undefined
  readonly acknowledgeMissing?: readonly (string | readonly string[])[] | undefined
}

/** @returns the answer, and the revision that is current now: what the next save builds on */
export async function changeSecrets(
  context: Context,
  actor: Actor,
  change: SecretsChange,
): Promise<{ answer: SecretsSaved; head: number }> {
  const subject = await getSubject(context.store.db, actor, change.id, "change")
  const stage = change.stage === true
  const saved = await saveDocument(context, {
    subject,
    actor,
    text: change.text,
    base: change.base,
    reason: change.reason,
    stage,
    acknowledgeMissing: readKeyPaths(change.acknowledgeMissing),
    action: stage ? "secrets.stage" : "secrets.save",
  })
  // A process that tried a staged revision before this one gets the current one back.
  const isLive = saved.changed && (!stage || isOnTrial(context, subject))
  const answer = {
    revision: saved.number,
    changed: saved.changed,
    staged: stage && saved.changed,
    diagnostics: [...saved.diagnostics],
    processes: isLive ? await deliverDocument(context, { subject, sessions: change.sessions }) : [],
  }
  return { answer, head: saved.head }
}

function isOnTrial({ trials }: Context, subject: Subject): boolean {
  const { id } = documentOf(subject)
  return [...trials.values()].some(({ document }) => document === id)
}
