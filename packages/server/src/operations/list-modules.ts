// Modules of the actor's owners and those shared with them.
import type { OwnerId } from "@modkeep/contract/ids"
import type { Module as ModuleAnswer } from "@modkeep/contract/schemas/module"

import type { Actor } from "#identity/actor.ts"
import { modules } from "#store/modules.ts"
import type { Page, PageRequest } from "#store/page.ts"

import type { Context } from "./context.ts"
import { visibleOwners } from "./permit.ts"
import { describeModules } from "./show-module.ts"

export async function listModules(
  context: Context,
  actor: Actor,
  { owner, ...page }: PageRequest & { owner?: OwnerId | undefined; name?: string | undefined },
): Promise<Page<ModuleAnswer>> {
  const { db } = context.store
  const found = await modules.list(db, { ...page, owners: visibleOwners(actor, owner) })
  return { items: await describeModules(db, actor, found.items), next: found.next }
}
