// Creates, renames and deletes apps. An app with installs is not deleted.
import type { AppId, OwnerId } from "@modkeep/contract/ids"
import type { App as AppAnswer } from "@modkeep/contract/schemas/install"

import { newId } from "#base/ids.ts"
import type { Actor } from "#identity/actor.ts"
import { apps } from "#store/apps.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { refuseWhileInstalled } from "./installs-in-the-way.ts"
import { ownerFor } from "./permit.ts"
import { describeApp, getApp } from "./show-app.ts"

export async function createApp(
  context: Context,
  actor: Actor,
  input: { name: string; owner?: OwnerId | undefined },
): Promise<AppAnswer> {
  const owner = ownerFor(actor, input.owner)
  const app = {
    id: newId("app"),
    owner,
    name: input.name,
    createdAt: context.clock.now(),
    createdBy: actor.user.id,
  }
  await context.store.transaction(async (tx) => {
    await apps.insert(tx, app)
    await auditNote(context, tx, {
      actor,
      action: "app.create",
      owner,
      subject: app.id,
      details: { name: app.name },
    })
  })
  return describeApp({ ...app, installs: 0 })
}

export async function updateApp(
  context: Context,
  actor: Actor,
  { id, name }: { id: AppId; name?: string | undefined },
): Promise<AppAnswer> {
  return await context.store.transaction(async (tx) => {
    const before = await getApp(tx, actor, id, "change")
    if (name === undefined) return describeApp(before)
    const after = await apps.update(tx, id, { name })
    await auditNote(context, tx, {
      actor,
      action: "app.update",
      owner: before.owner,
      subject: id,
      details: { name },
    })
    return describeApp(after)
  })
}

export async function deleteApp(context: Context, actor: Actor, id: AppId): Promise<void> {
  await context.store.transaction(async (tx) => {
    const app = await getApp(tx, actor, id, "change")
    const ids = await apps.remove(tx, id)
    await refuseWhileInstalled(tx, { code: "app.in_use", what: `app "${app.name}"`, ids })
    await auditNote(context, tx, {
      actor,
      action: "app.delete",
      owner: app.owner,
      subject: id,
      details: { name: app.name },
    })
  })
}
