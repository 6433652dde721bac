// Owners: people and teams. Who creates one owns it.
import type { Answer } from "@modkeep/contract/answer"
import type { owner as ownerSchema } from "@modkeep/contract/schemas/identity"

import { Fault } from "#base/fault.ts"
import { newId } from "#base/ids.ts"
import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import { memberships } from "#store/memberships.ts"
import { ownerKeys } from "#store/owner-keys.ts"
import { owners } from "#store/owners.ts"
import type { Page, PageRequest } from "#store/page.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"

type OwnerAnswer = Answer<typeof ownerSchema>

export async function createOwner(
  context: Context,
  actor: Actor,
  name: string,
): Promise<OwnerAnswer> {
  const id = newId("own")
  const createdAt = context.clock.now()
  const key = await context.keyring.newOwnerKey(id)
  await context.store.transaction(async (tx) => {
    if ((await owners.findByName(tx, name)) !== undefined) {
      throw new Fault("owner.name_taken", {
        public: `Cannot name the owner "${name}": there is one of that name. Choose another name`,
      })
    }
    await owners.insert(tx, { id, name, createdAt })
    await ownerKeys.insert(tx, { ...key, createdAt })
    await memberships.put(tx, { owner: id, user: actor.user.id, role: "owner", createdAt })
    await auditNote(context, tx, {
      actor,
      action: "owner.create",
      owner: id,
      subject: id,
      details: { name },
    })
  })
  return { id, name, role: "owner", createdAt: iso(createdAt) }
}

/** Few enough that they are one page; `limit` and `cursor` are honoured all the same. */
export async function listOwners(
  context: Context,
  actor: Actor,
  { limit, cursor }: PageRequest,
): Promise<Page<OwnerAnswer>> {
  const mine = new Set(actor.memberships.map(({ owner }) => owner))
  const all = (await owners.listOfUser(context.store.db, actor.user.id))
    .filter(({ id }) => mine.has(id) && (cursor === undefined || id > cursor))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const items = all
    .slice(0, limit)
    .map(({ id, name, role, createdAt }) => ({ id, name, role, createdAt: iso(createdAt) }))
  return { items, next: all.length > limit ? (items.at(-1)?.id ?? null) : null }
}
