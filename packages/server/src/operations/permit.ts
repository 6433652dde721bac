// What an actor may do with things of an owner. Somebody else's thing is not there (404); a member's change is refused (403).
import type { OwnerId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { may } from "#identity/may.ts"

export type Need = "look" | "change" | "manage"

/** @throws `missing` when the actor does not belong to the owner; Fault permission.denied when the role is too small */
export function permit(actor: Actor, owner: OwnerId, need: Need, missing: () => Fault): void {
  switch (may(actor, need, owner)) {
    case "yes":
      return
    case "stranger":
      throw missing()
    case "no":
      throw new Fault("permission.denied", {
        public: `Members may look but not change things of "${nameOf(actor, owner)}". Ask one of its owners`,
      })
  }
}

function nameOf(actor: Actor, owner: OwnerId): string {
  return actor.memberships.find((membership) => membership.owner === owner)?.ownerName ?? owner
}

/** The owner that a creating request means: the one it names, else the actor's own. */
export function ownerFor(actor: Actor, named: OwnerId | undefined): OwnerId {
  if (named !== undefined) {
    permit(actor, named, "change", () => noOwner(named))
    return named
  }
  const own = actor.memberships.find(({ role }) => role === "owner")
  if (own !== undefined) return own.owner
  throw new Fault("permission.denied", {
    public: "You own nothing here yet: name an owner, or ask one of its owners",
  })
}

/** Where what concerns the person alone is recorded, so that it is seen in the audit log: their own owner. */
export function ownOwner({ memberships }: Pick<Actor, "memberships">): OwnerId | null {
  const own = memberships.find(({ role }) => role === "owner") ?? memberships[0]
  return own?.owner ?? null
}

export function noOwner(id: string): Fault {
  return new Fault("owner.not_found", {
    public: `Cannot find owner "${id}". GET /owners lists the ones you belong to`,
  })
}

/** The owners whose things the actor sees, narrowed to the one that a list names. @throws Fault owner.not_found */
export function visibleOwners(actor: Actor, named: OwnerId | undefined): OwnerId[] {
  const owners = actor.memberships.map(({ owner }) => owner)
  if (named === undefined) return owners
  if (!owners.includes(named)) throw noOwner(named)
  return [named]
}
