// The members of an owner. Somebody new comes in by a one-time link that is shown to whoever adds them.
import type { Answer } from "@modkeep/contract/answer"
import type { OwnerId, UserId } from "@modkeep/contract/ids"
import type { member, memberCreated } from "@modkeep/contract/schemas/identity"

import { Fault } from "#base/fault.ts"
import { newId } from "#base/ids.ts"
import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import { memberships } from "#store/memberships.ts"
import type { Page, PageRequest } from "#store/page.ts"
import type { Tx } from "#store/schema.ts"
import { sessions } from "#store/sessions.ts"
import { tokens } from "#store/tokens.ts"
import { users } from "#store/users.ts"

import { auditNote } from "./audit-note.ts"
import { freeName } from "./claim-name.ts"
import type { Context } from "./context.ts"
import { endVisits } from "./end-visits.ts"
import { noOwner, permit } from "./permit.ts"
import { makeSignInLink } from "./sign-in.ts"

export async function listMembers(
  context: Context,
  actor: Actor,
  { owner, ...page }: PageRequest & { owner: OwnerId },
): Promise<Page<Answer<typeof member>>> {
  permit(actor, owner, "look", () => noOwner(owner))
  const found = await memberships.list(context.store.db, { ...page, owner })
  return {
    items: found.items.map(({ user, userName, role, createdAt }) => ({
      user,
      name: userName,
      role,
      since: iso(createdAt),
    })),
    next: found.next,
  }
}

interface Addition {
  readonly owner: OwnerId
  readonly user?: UserId | undefined
  readonly name?: string | undefined
  readonly role: "owner" | "member"
}

export async function addMember(
  context: Context,
  actor: Actor,
  { owner, user, name, role }: Addition,
): Promise<Answer<typeof memberCreated>> {
  permit(actor, owner, "manage", () => noOwner(owner))
  if ((user === undefined) === (name === undefined)) {
    throw new Fault("request.malformed", {
      public: 'Say who: either "user", the id of somebody known, or "name" for somebody new',
    })
  }
  if (name !== undefined && !actor.isOperator) {
    throw new Fault("permission.denied", {
      public: `Only an operator invites somebody new. Ask one for "${name}", then add them by id`,
    })
  }
  const createdAt = context.clock.now()
  return await context.store.transaction(async (tx) => {
    const person =
      user === undefined ? await newPerson(context, tx, name ?? "") : await knownPerson(tx, user)
    if (role === "member") await keepOneOwner(tx, owner, person.id)
    await memberships.put(tx, { owner, user: person.id, role, createdAt })
    await auditNote(context, tx, {
      actor,
      action: "member.add",
      owner,
      subject: person.id,
      details: { name: person.name, role },
    })
    return {
      user: person.id,
      name: person.name,
      role,
      since: iso(createdAt),
      signInLink: person.link,
    }
  })
}

async function newPerson(context: Context, tx: Tx, name: string) {
  const id = newId("usr")
  const signInName = await freeName(tx, name)
  await users.insert(tx, { id, name, signInName, createdAt: context.clock.now() })
  return { id, name, link: (await makeSignInLink(context, tx, id)).address }
}

async function knownPerson(tx: Tx, id: UserId) {
  const person = await users.findActive(tx, id)
  if (person === undefined)
    throw new Fault("user.not_found", { public: `Cannot find the person "${id}"` })
  return { id, name: person.name, link: null }
}

/** @throws Fault member.last when nobody else could manage the owner */
async function keepOneOwner(tx: Tx, owner: OwnerId, user: UserId): Promise<void> {
  const membership = await memberships.find(tx, owner, user)
  if (membership?.role !== "owner") return
  if ((await memberships.countOfRole(tx, owner, "owner")) > 1) return
  throw new Fault("member.last", {
    public: "An owner needs one member who may manage it. Add another one first",
  })
}

export async function removeMember(
  context: Context,
  actor: Actor,
  { owner, user }: { owner: OwnerId; user: UserId },
): Promise<void> {
  permit(actor, owner, "manage", () => noOwner(owner))
  const installs = await context.store.transaction(async (tx) => {
    const membership = await memberships.find(tx, owner, user)
    if (membership === undefined)
      throw new Fault("user.not_found", { public: `"${user}" is no member of this owner` })
    await keepOneOwner(tx, owner, user)
    await memberships.remove(tx, owner, user)
    await tokens.revokeOfMember(tx, { owner, user }, context.clock.now())
    await auditNote(context, tx, { actor, action: "member.remove", owner, subject: user })
    return await sessions.listInstallsOfUser(tx, user)
  })
  endVisits(context, user, installs)
}
