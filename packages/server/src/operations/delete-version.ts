// Deletes a version with its document and values; a build under way ends first. While installs use it nothing is deleted.
import type { VersionId } from "@modkeep/contract/ids"

import type { Actor } from "#identity/actor.ts"
import { versions } from "#store/versions.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { refuseWhileInstalled } from "./installs-in-the-way.ts"
import { getVersion } from "./show-version.ts"

export async function deleteVersion(context: Context, actor: Actor, id: VersionId): Promise<void> {
  await context.store.transaction(async (tx) => {
    const version = await getVersion(tx, actor, id, "change")
    const ids = await versions.remove(tx, id)
    await refuseWhileInstalled(tx, {
      code: "version.in_use",
      what: `version ${version.number}`,
      ids,
    })
    await auditNote(context, tx, {
      actor,
      action: "version.delete",
      owner: version.owner,
      subject: id,
      details: { module: version.module, number: version.number },
    })
  })
  await context.builds.cancel(id)
  context.buildEvents.end(id)
}
