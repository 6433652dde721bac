// Gives one stored value to a person, for a reason. The record is committed before the value leaves; without it there is none.
import type { Answer } from "@modkeep/contract/answer"
import type { revealed } from "@modkeep/contract/schemas/secrets"
import { formatKeyPath } from "@modkeep/toml/key-path"

import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { requireFresh } from "#identity/require-fresh.ts"

import { auditNote } from "./audit-note.ts"
import type { Context, SubjectId } from "./context.ts"
import { openDocument } from "./documents/open-document.ts"
import { revealedValue } from "./documents/revealed-value.ts"
import { readKeyPath } from "./documents/version-rules.ts"
import { documentOf, getSubject } from "./subject.ts"

interface Reveal {
  readonly id: SubjectId
  readonly path: string | readonly string[]
  readonly reason: string
}

export async function revealSecret(
  context: Context,
  actor: Actor,
  { id, path, reason }: Reveal,
): Promise<Answer<typeof revealed>> {
  const subject = await getSubject(context.store.db, actor, id, "change")
  requireFresh(actor, context.clock.now())
  if (reason.trim() === "") {
    throw new Fault("request.malformed", {
      public: "A value is read for a reason: write one, it is recorded",
    })
  }
  const keyPath = readKeyPath(path)
  context.reveals.take(actor.user.id)
  const opened = await openDocument(context, context.store.db, subject)
  const { owner, subject: subjectId } = documentOf(subject)
  const below =
    subject.kind === "version"
      ? undefined
      : await openDocument(context, context.store.db, { kind: "version", version: subject.version })
  const value = revealedValue(opened, keyPath, below)
  await context.store.transaction(async (tx) => {
    await auditNote(context, tx, {
      actor,
      action: "secrets.reveal",
      owner,
      subject: subjectId,
      details: { path: formatKeyPath(keyPath), revision: opened.number, reason },
    })
  })
  return value
}
