// A module as the API shows it.
import type { ModuleId } from "@modkeep/contract/ids"
import type { Module as ModuleAnswer } from "@modkeep/contract/schemas/module"

import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"
import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import { credentials } from "#store/credentials.ts"
import { moduleShares } from "#store/module-shares.ts"
import { type Module, modules } from "#store/modules.ts"
import type { Tx } from "#store/schema.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { type Need, permit, visibleOwners } from "./permit.ts"

export function noModule(id: string): Fault {
  return new Fault("module.not_found", {
    public: `Cannot find module "${id}". GET /modules lists the ones you may use`,
  })
}

/** The module when the actor may do what is needed with it; a module that is shared with the actor may only be looked at. */
export async function getModule(tx: Tx, actor: Actor, id: ModuleId, need: Need): Promise<Module> {
  const module = await modules.find(tx, id)
  if (module === undefined) throw noModule(id)
  const isOwn = actor.memberships.some(({ owner }) => owner === module.owner)
  if (
    !isOwn &&
    need === "look" &&
    (await moduleShares.isSharedWith(tx, id, visibleOwners(actor, undefined)))
  ) {
    return module
  }
  permit(actor, module.owner, need, () => noModule(id))
  return module
}

export async function showModule(
  context: Context,
  actor: Actor,
  id: ModuleId,
): Promise<ModuleAnswer> {
  const { db } = context.store
  return await describeModule(db, actor, await getModule(db, actor, id, "look"))
}

export async function describeModule(tx: Tx, actor: Actor, module: Module): Promise<ModuleAnswer> {
  const [described] = await describeModules(tx, actor, [module])
  invariant(described, "every module is described")
  return described
}

/** In as many queries for a whole page as for one. */
export async function describeModules(
  tx: Tx,
  actor: Actor,
  modules: readonly Module[],
): Promise<ModuleAnswer[]> {
  const isOwn = ({ owner }: Module) => actor.memberships.some((mine) => mine.owner === owner)
  const own = modules.filter(isOwn).map(({ id }) => id)
  const others = modules.filter((module) => !isOwn(module)).map(({ id }) => id)
  const access = new Map((await credentials.listOf(tx, own)).map((found) => [found.module, found]))
  const shares = Map.groupBy(await moduleShares.listOf(tx, own), ({ module }) => module)
  // Whoever got a share sees ready versions only.
  const latest = new Map([
    ...(await versions.latestOf(tx, own, { readyOnly: false })),
    ...(await versions.latestOf(tx, others, { readyOnly: true })),
  ])
  return modules.map((module) => {
    const credential = access.get(module.id)
    return {
      id: module.id,
      owner: module.owner,
      name: module.name,
      repository: module.repository,
      directory: module.directory,
      entrypoint: module.entrypoint,
      credential:
        credential === undefined
          ? null
          : { kind: credential.kind, publicKey: credential.publicPart },
      shares: (shares.get(module.id) ?? []).map(({ owner }) => owner),
      latest: latest.get(module.id) ?? null,
      createdAt: iso(module.createdAt),
    }
  })
}
