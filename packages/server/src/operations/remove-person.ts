// Removes a person: every way in ends at once, what they belonged to goes on without them, and what they alone managed goes to the
// operator who removes them, so that nothing is left without anybody.
import type { UserId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { memberships } from "#store/memberships.ts"
import { passwords } from "#store/passwords.ts"
import type { Tx } from "#store/schema.ts"
import { sessions } from "#store/sessions.ts"
import { signInLinks } from "#store/sign-in-links.ts"
import { tokens } from "#store/tokens.ts"
import { users } from "#store/users.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { endVisits } from "./end-visits.ts"
import { getPerson, keepOneOperator } from "./people.ts"
import { ownOwner } from "./permit.ts"

export async function removePerson(context: Context, actor: Actor, id: UserId): Promise<void> {
  const { store, clock } = context
  const now = clock.now()
  const installs = await store.transaction(async (tx) => {
    const person = await getPerson(tx, id)
    if (id === actor.user.id) {
      throw new Fault("operator.last", {
        public: "Nobody removes themselves. Ask another operator",
      })
    }
    if (person.operator) await keepOneOperator(tx)
    const visited = await sessions.listInstallsOfUser(tx, id)
    const inherited = await leaveOwners(tx, { from: id, to: actor.user.id, now })
    await sessions.removeOfUser(tx, id)
    await signInLinks.removeOfUser(tx, id)
    await passwords.remove(tx, id)
    await tokens.revokeOfUser(tx, id, now)
    await users.remove(tx, id, now)
    await auditNote(context, tx, {
      actor,
      action: "person.delete",
      owner: ownOwner(actor),
      subject: id,
      details: { name: person.name, inherited },
    })
    return visited
  })
  endVisits(context, id, installs)
}

/** @returns the owners that the operator now manages because nobody else does */
async function leaveOwners(
  tx: Tx,
  { from, to, now }: { from: UserId; to: UserId; now: number },
): Promise<string[]> {
  const inherited: string[] = []
  for (const { owner, role } of await memberships.listOfUser(tx, from)) {
    if (role === "owner" && (await memberships.countOfRole(tx, owner, "owner")) === 1) {
      await memberships.put(tx, { owner, user: to, role: "owner", createdAt: now })
      inherited.push(owner)
    }
    await memberships.remove(tx, owner, from)
  }
  return inherited
}
