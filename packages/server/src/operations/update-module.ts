// Changes a module's name, or where its next versions come from. Versions that exist keep the commit they pinned.
import type { ModuleId } from "@modkeep/contract/ids"
import type { Module as ModuleAnswer, modulePatch } from "@modkeep/contract/schemas/module"
import type { z } from "zod"

import { parseEntrypoint } from "#domain/entrypoint.ts"
import { parseRepositoryAddress } from "#domain/repository-address.ts"
import { sameRepository } from "#domain/repository-address-same.ts"
import { parseRepositoryPath } from "#domain/repository-path.ts"
import type { Actor } from "#identity/actor.ts"
import { type ModulePatch, modules } from "#store/modules.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { forgetStoredCredential } from "./module-credential.ts"
import { describeModule, getModule } from "./show-module.ts"

export async function updateModule(
  context: Context,
  actor: Actor,
  { id, ...input }: { id: ModuleId } & z.output<typeof modulePatch>,
): Promise<ModuleAnswer> {
  const patch: ModulePatch = {
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.repository === undefined
      ? {}
      : { repository: parseRepositoryAddress(input.repository).url }),
    ...(input.directory === undefined ? {} : { directory: parseRepositoryPath(input.directory) }),
    ...(input.entrypoint === undefined
      ? {}
      : { entrypoint: input.entrypoint === null ? null : parseEntrypoint(input.entrypoint) }),
  }
  return await context.store.transaction(async (tx) => {
    const before = await getModule(tx, actor, id, "change")
    if (Object.keys(patch).length === 0) return await describeModule(tx, actor, before)
    const after = await modules.update(tx, id, patch)
    if (leaves(before.repository, after.repository))
      await forgetStoredCredential(context, tx, actor, before)
    await auditNote(context, tx, {
      actor,
      action: "module.update",
      owner: before.owner,
      subject: id,
      details: { ...patch },
    })
    return await describeModule(tx, actor, after)
  })
}

/** The credential was given for the old repository; whoever may name a new one must not get to see it arrive there. */
function leaves(before: string, after: string): boolean {
  return (
    before !== after &&
    !sameRepository(parseRepositoryAddress(before), parseRepositoryAddress(after))
  )
}
