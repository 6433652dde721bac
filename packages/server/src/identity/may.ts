// What a role allows, in one table. A scope of the token may narrow it further; nothing widens it.
import type { OwnerId } from "@modkeep/contract/ids"
import type { Actor } from "./actor.ts"

/** look: see everything but values · open: visit pages · change: create, save, delete · reveal: read a value · manage: members. */
export type Verb = "look" | "open" | "change" | "reveal" | "manage"

const allowed = {
  owner: ["look", "open", "change", "reveal", "manage"],
  member: ["look", "open"],
} as const satisfies Record<"owner" | "member", readonly Verb[]>

/** `stranger`: the actor does not belong to the owner, and is not to learn that the thing exists. */
export function may(
  actor: Pick<Actor, "memberships">,
  verb: Verb,
  owner: OwnerId,
): "yes" | "no" | "stranger" {
  const membership = actor.memberships.find((candidate) => candidate.owner === owner)
  if (membership === undefined) return "stranger"
  const verbs: readonly Verb[] = allowed[membership.role]
  return verbs.includes(verb) ? "yes" : "no"
}
