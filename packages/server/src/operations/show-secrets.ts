// Reads a document back: masked text, keys without values, what a save of it would say, and a staged revision if one waits.
import type { SecretsAnswer } from "@modkeep/contract/schemas/secrets"

import type { Actor } from "#identity/actor.ts"

import type { Context, SubjectId } from "./context.ts"
import { checkMasked } from "./documents/check-masked.ts"
import { compareCode } from "./documents/compare-code.ts"
import { describeKeys } from "./documents/describe-keys.ts"
import { maskedDocument } from "./documents/masked-document.ts"
import { openDocument } from "./documents/open-document.ts"
import { getSubject } from "./subject.ts"

export async function showSecrets(
  context: Context,
  actor: Actor,
  id: SubjectId,
): Promise<SecretsAnswer> {
  const { db } = context.store
  const subject = await getSubject(db, actor, id, "look")
  const opened = await openDocument(context, db, subject)
  const { staged } = opened.row
  return {
    revision: opened.number,
    text: await maskedDocument(context, opened),
    keys: await describeKeys(context, subject, opened),
    diagnostics: await checkMasked(context, subject, opened),
    code: compareCode(subject, opened),
    staged:
      staged === null
        ? null
        : {
            revision: staged,
            text: await maskedDocument(context, await openDocument(context, db, subject, staged)),
          },
  }
}
