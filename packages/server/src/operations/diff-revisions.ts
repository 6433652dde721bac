// Compares two revisions of a document, masked: a value that differs shows as another reference.
import type { Answer } from "@modkeep/contract/answer"
import type { revisionDiff } from "@modkeep/contract/schemas/secrets"
import { maskedDiff } from "@modkeep/toml/diff"

import type { Actor } from "#identity/actor.ts"

import type { Context, SubjectId } from "./context.ts"
import { compareDocuments } from "./documents/compare-documents.ts"
import { maskedDocument } from "./documents/masked-document.ts"
import { openDocument } from "./documents/open-document.ts"
import { getSubject } from "./subject.ts"

interface Request {
  readonly id: SubjectId
  readonly number: number
  /** The older side; the revision before `number` when left out. */
  readonly against: number | undefined
}

export async function diffRevisions(
  context: Context,
  actor: Actor,
  { id, number, against }: Request,
): Promise<Answer<typeof revisionDiff>> {
  const { db } = context.store
  const subject = await getSubject(db, actor, id, "look")
  const from = against ?? Math.max(0, number - 1)
  const before = await openDocument(context, db, subject, from)
  const after = await openDocument(context, db, subject, number)
  return {
    from,
    to: number,
    ...compareDocuments(before, after),
    lines: maskedDiff(await maskedDocument(context, before), await maskedDocument(context, after)),
  }
}
