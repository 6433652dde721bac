// Takes an install back to the last version and revision that ran together. What belongs to the version's author, its own
// document, stays as it is: other installs see it too.
import type { Answer } from "@modkeep/contract/answer"
import type { InstallId } from "@modkeep/contract/ids"
import type { installCreated } from "@modkeep/contract/schemas/install"

import type { Actor } from "#identity/actor.ts"

import type { Context } from "./context.ts"
import { openDocument } from "./documents/open-document.ts"
import { refuseUnsealing } from "./documents/refuse-unsealing.ts"
import { sealedText } from "./documents/sealed-text.ts"
import { findRollback } from "./find-rollback.ts"
import { getInstall } from "./show-install.ts"
import { moveInstall } from "./move-install.ts"

export async function rollbackInstall(
  context: Context,
  actor: Actor,
  id: InstallId,
): Promise<Answer<typeof installCreated>> {
  const { db } = context.store
  const install = await getInstall(db, actor, id, "change")
  const { version, run, bringsDocument } = await findRollback(db, install)
  const subject = { kind: "install", version, install } as const
  const older = await openDocument(context, db, subject, run.installRevision)
  const action = `roll back install "${install.name}"`
  await refuseUnsealing(context, { subject, older, action })
  return await moveInstall(context, actor, {
    install,
    version,
    text: bringsDocument ? sealedText(older) : undefined,
    acknowledgeMissing: [],
    action: "install.rollback",
  })
}
