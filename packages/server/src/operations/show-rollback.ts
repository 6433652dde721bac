// Says where a rollback of an install would lead, to whoever may do it.
import type { InstallId } from "@modkeep/contract/ids"
import type { RollbackTarget } from "@modkeep/contract/schemas/install"

import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"

import type { Context } from "./context.ts"
import { findRollback } from "./find-rollback.ts"
import { getInstall } from "./show-install.ts"

export async function showRollback(
  context: Context,
  actor: Actor,
  id: InstallId,
): Promise<RollbackTarget> {
  const { db } = context.store
  const { version, run } = await findRollback(db, await getInstall(db, actor, id, "change"))
  return {
    version: version.id,
    number: version.number,
    revision: run.installRevision,
    ranAt: iso(run.at),
  }
}
