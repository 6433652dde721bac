// A module is a Git address under a name. Nothing is fetched yet: the first version does that.
import type { Module as ModuleAnswer } from "@modkeep/contract/schemas/module"
import type { z } from "zod"
import type { moduleCreate } from "@modkeep/contract/schemas/module"

import { newId } from "#base/ids.ts"
import { parseEntrypoint } from "#domain/entrypoint.ts"
import { parseRepositoryPath } from "#domain/repository-path.ts"
import { parseRepositoryAddress } from "#domain/repository-address.ts"
import type { Actor } from "#identity/actor.ts"
import { modules } from "#store/modules.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { ownerFor } from "./permit.ts"
import { describeModule } from "./show-module.ts"

export async function createModule(
  context: Context,
  actor: Actor,
  input: z.output<typeof moduleCreate>,
): Promise<ModuleAnswer> {
  const owner = ownerFor(actor, input.owner)
  const address = parseRepositoryAddress(input.repository)
  const module = {
    id: newId("mod"),
    owner,
    name: input.name,
    repository: address.url,
    directory: parseRepositoryPath(input.directory ?? address.directory ?? ""),
    entrypoint:
      input.entrypoint === undefined
        ? (address.entrypoint ?? null)
        : parseEntrypoint(input.entrypoint),
    createdAt: context.clock.now(),
    createdBy: actor.user.id,
  }
  return await context.store.transaction(async (tx) => {
    await modules.insert(tx, module)
    await auditNote(context, tx, {
      actor,
      action: "module.create",
      owner,
      subject: module.id,
      details: { name: module.name, repository: module.repository },
    })
    return await describeModule(tx, actor, module)
  })
}
