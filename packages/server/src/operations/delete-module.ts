// Deletes a module with its versions and their values. While installs use it nothing is deleted.
import type { ModuleId } from "@modkeep/contract/ids"

import type { Actor } from "#identity/actor.ts"
import { modules } from "#store/modules.ts"
import { versions } from "#store/versions.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { refuseWhileInstalled } from "./installs-in-the-way.ts"
import { getModule } from "./show-module.ts"

export async function deleteModule(context: Context, actor: Actor, id: ModuleId): Promise<void> {
  const building = await context.store.transaction(async (tx) => {
    const module = await getModule(tx, actor, id, "change")
    const inBuild = (await versions.listBuilding(tx)).filter((version) => version.module === id)
    const ids = await modules.remove(tx, id)
    await refuseWhileInstalled(tx, { code: "module.in_use", what: `module "${module.name}"`, ids })
    await auditNote(context, tx, {
      actor,
      action: "module.delete",
      owner: module.owner,
      subject: id,
      details: { name: module.name },
    })
    return inBuild
  })
  for (const { id: version } of building) {
    await context.builds.cancel(version)
    context.buildEvents.end(version)
  }
}
