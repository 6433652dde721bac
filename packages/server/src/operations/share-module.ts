// Opens a module's ready versions, without their secrets, to another owner, and closes it again while nobody there uses it.
import type { ModuleId, OwnerId } from "@modkeep/contract/ids"
import type { Module as ModuleAnswer } from "@modkeep/contract/schemas/module"

import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { installs } from "#store/installs.ts"
import { moduleShares } from "#store/module-shares.ts"
import { modules } from "#store/modules.ts"
import { owners } from "#store/owners.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { refuseWhileInstalled } from "./installs-in-the-way.ts"
import { noOwner } from "./permit.ts"
import { describeModule, getModule } from "./show-module.ts"

interface Share {
  readonly id: ModuleId
  readonly owner: OwnerId
}

export async function shareModule(
  context: Context,
  actor: Actor,
  { id, owner }: Share,
): Promise<ModuleAnswer> {
  return await context.store.transaction(async (tx) => {
    const module = await getModule(tx, actor, id, "change")
    if ((await owners.find(tx, owner)) === undefined) throw noOwner(owner)
    await moduleShares.put(tx, {
      module: id,
      owner,
      createdAt: context.clock.now(),
      createdBy: actor.user.id,
    })
    await auditNote(context, tx, {
      actor,
      action: "module.share",
      owner: module.owner,
      subject: id,
      details: { with: owner },
    })
    return await describeModule(tx, actor, module)
  })
}

export async function unshareModule(
  context: Context,
  actor: Actor,
  { id, owner }: Share,
): Promise<ModuleAnswer> {
  return await context.store.transaction(async (tx) => {
    const module = await getModule(tx, actor, id, "change")
    const used = await modules.installsOf(tx, id)
    const theirs: (typeof used)[number][] = []
    for (const install of used)
      if ((await installs.get(tx, install)).owner === owner) theirs.push(install)
    await refuseWhileInstalled(tx, { code: "module.in_use", what: "the share", ids: theirs })
    if (!(await moduleShares.remove(tx, id, owner))) {
      throw new Fault("owner.not_found", {
        public: `Module "${module.name}" is not shared with "${owner}"`,
      })
    }
    await auditNote(context, tx, {
      actor,
      action: "module.unshare",
      owner: module.owner,
      subject: id,
      details: { with: owner },
    })
    return await describeModule(tx, actor, module)
  })
}
