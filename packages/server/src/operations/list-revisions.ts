// The revisions of a document, newest first: who, when, why, and which keys. Never a value.
import type { Answer } from "@modkeep/contract/answer"
import type { revision } from "@modkeep/contract/schemas/secrets"

import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import type { Page, PageRequest } from "#store/page.ts"
import { secretDocuments } from "#store/secret-documents.ts"
import { secretRevisions } from "#store/secret-revisions.ts"

import type { Context, SubjectId } from "./context.ts"
import { documentOf, getSubject } from "./subject.ts"

export async function listRevisions(
  context: Context,
  actor: Actor,
  { id, ...page }: PageRequest & { id: SubjectId },
): Promise<Page<Answer<typeof revision>>> {
  const { db } = context.store
  const document = documentOf(await getSubject(db, actor, id, "look")).id
  const { head } = await secretDocuments.get(db, document)
  const found = await secretRevisions.list(db, { ...page, document })
  return {
    items: found.items.map((row) => ({
      number: row.number,
      author: row.authorName,
      reason: row.reason,
      createdAt: iso(row.createdAt),
      current: row.number === head,
      staged: row.state === "staged",
      added: [...row.changes.added],
      changed: [...row.changes.changed],
      removed: [...row.changes.removed],
    })),
    next: found.next,
  }
}
