// Apps as the API shows them.
import type { AppId, OwnerId } from "@modkeep/contract/ids"
import type { App as AppAnswer } from "@modkeep/contract/schemas/install"

import { Fault } from "#base/fault.ts"
import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import { type CountedApp, apps } from "#store/apps.ts"
import type { Page, PageRequest } from "#store/page.ts"
import type { Tx } from "#store/schema.ts"

import type { Context } from "./context.ts"
import { type Need, permit, visibleOwners } from "./permit.ts"

function noApp(id: string): Fault {
  return new Fault("app.not_found", {
    public: `Cannot find app "${id}". GET /apps lists the ones you may use`,
  })
}

export async function getApp(tx: Tx, actor: Actor, id: AppId, need: Need): Promise<CountedApp> {
  const app = await apps.find(tx, id)
  if (app === undefined) throw noApp(id)
  permit(actor, app.owner, need, () => noApp(id))
  return app
}

export async function showApp(context: Context, actor: Actor, id: AppId): Promise<AppAnswer> {
  return describeApp(await getApp(context.store.db, actor, id, "look"))
}

export async function listApps(
  context: Context,
  actor: Actor,
  { owner, ...page }: PageRequest & { owner?: OwnerId | undefined; name?: string | undefined },
): Promise<Page<AppAnswer>> {
  const found = await apps.list(context.store.db, { ...page, owners: visibleOwners(actor, owner) })
  return { items: found.items.map(describeApp), next: found.next }
}

export function describeApp(app: CountedApp): AppAnswer {
  return {
    id: app.id,
    owner: app.owner,
    name: app.name,
    installs: app.installs,
    createdAt: iso(app.createdAt),
  }
}
