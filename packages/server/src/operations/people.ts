// The people of this server, as its operators see and invite them. Who may do this is decided by the route's scope, which only an
// operator has.
import type { Answer } from "@modkeep/contract/answer"
import type { OwnerId, UserId } from "@modkeep/contract/ids"
import type {
  Person,
  personCreated,
  signInLink as signInLinkSchema,
} from "@modkeep/contract/schemas/people"

import { Fault } from "#base/fault.ts"
import { newId } from "#base/ids.ts"
import { invariant } from "#base/invariant.ts"
import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import { memberships } from "#store/memberships.ts"
import { ownerKeys } from "#store/owner-keys.ts"
import { owners } from "#store/owners.ts"
import type { Page, PageRequest } from "#store/page.ts"
import type { Tx } from "#store/schema.ts"
import { type ListedUser, users } from "#store/users.ts"

import { auditNote } from "./audit-note.ts"
import { freeName } from "./claim-name.ts"
import type { Context } from "./context.ts"
import { ownOwner } from "./permit.ts"
import { makeSignInLink } from "./sign-in.ts"

export async function listPeople(
  { store }: Context,
  request: PageRequest & { name?: string | undefined },
): Promise<Page<Person>> {
  const found = await users.list(store.db, request)
  const theirs = await owners.listOfUsers(
    store.db,
    found.items.map(({ id }) => id),
  )
  return {
    items: found.items.map((user) =>
      describe(
        user,
        theirs.filter((owner) => owner.user === user.id),
      ),
    ),
    next: found.next,
  }
}

/** Invites somebody. They own something of their own from the start, so that they can deploy. */
export async function createPerson(
  context: Context,
  actor: Actor,
  name: string,
): Promise<Answer<typeof personCreated>> {
  const { store, keyring, clock } = context
  const createdAt = clock.now()
  const id = newId("usr", createdAt)
  const owner = newId("own", createdAt)
  const key = await keyring.newOwnerKey(owner)
  return await store.transaction(async (tx) => {
    await users.insert(tx, { id, name, createdAt, signInName: await freeName(tx, name) })
    await owners.insert(tx, { id: owner, name: await freeOwnerName(tx, name), createdAt })
    await ownerKeys.insert(tx, { ...key, createdAt })
    await memberships.put(tx, { owner, user: id, role: "owner", createdAt })
    await note(context, tx, {
      actor,
      action: "person.create",
      subject: id,
      details: { name, owner },
    })
    const link = await newLink(context, tx, id)
    return { ...(await describePerson(tx, id)), ...link }
  })
}

export async function updatePerson(
  context: Context,
  actor: Actor,
  { id, isOperator }: { id: UserId; isOperator?: boolean | undefined },
): Promise<Person> {
  return await context.store.transaction(async (tx) => {
    const person = await getPerson(tx, id)
    if (isOperator !== undefined && isOperator !== person.operator) {
      if (!isOperator) await keepOneOperator(tx)
      await users.update(tx, id, { operator: isOperator })
      await note(context, tx, {
        actor,
        action: "person.update",
        subject: id,
        details: { name: person.name, isOperator },
      })
    }
    return await describePerson(tx, id)
  })
}

export async function linkPerson(
  context: Context,
  actor: Actor,
  id: UserId,
): Promise<Answer<typeof signInLinkSchema>> {
  return await context.store.transaction(async (tx) => {
    const { name } = await getPerson(tx, id)
    await note(context, tx, {
      actor,
      action: "sign_in_link.create",
      subject: id,
      details: { name },
    })
    return await newLink(context, tx, id)
  })
}

/** @throws Fault user.not_found, also for somebody who was removed */
export async function getPerson(tx: Tx, id: UserId): Promise<ListedUser> {
  const person = await users.findListed(tx, id)
  if (person !== undefined) return person
  throw new Fault("user.not_found", {
    public: `Cannot find the person "${id}". GET /people lists the ones there are`,
  })
}

/** @throws Fault operator.last */
export async function keepOneOperator(tx: Tx): Promise<void> {
  if ((await users.countOperators(tx)) > 1) return
  throw new Fault("operator.last", {
    public: "A server needs an operator, and this is the only one. Make somebody else one first",
  })
}

async function newLink({ config, store, clock }: Context, tx: Tx, id: UserId) {
  const { address, expiresAt } = await makeSignInLink({ config, store, clock }, tx, id)
  return { signInLink: address, expiresAt: iso(expiresAt) }
}

/** Owners have names of their own, never two alike: "Dana", else "Dana 2", "Dana 3" … */
async function freeOwnerName(tx: Tx, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name} ${number}`
    if ((await owners.findByName(tx, candidate)) === undefined) return candidate
  }
}

async function describePerson(tx: Tx, id: UserId): Promise<Person> {
  const user = await users.findListed(tx, id)
  invariant(user, `person ${id} was just there`)
  return describe(user, await owners.listOfUser(tx, id))
}

function describe(
  user: ListedUser,
  theirs: readonly { id: OwnerId; name: string; role: "owner" | "member" }[],
): Person {
  return {
    id: user.id,
    name: user.name,
    isOperator: user.operator,
    hasPassword: user.hasPassword,
    owners: theirs.map(({ id, name, role }) => ({ id, name, role })),
    createdAt: iso(user.createdAt),
    signedInAt: user.signedInAt === null ? null : iso(user.signedInAt),
  }
}

interface PeopleNote {
  readonly actor: Actor
  readonly action: string
  readonly subject: UserId
  readonly details: Readonly<Record<string, unknown>>
}

async function note(context: Context, tx: Tx, record: PeopleNote): Promise<void> {
  await auditNote(context, tx, { ...record, owner: ownOwner(record.actor) })
}
