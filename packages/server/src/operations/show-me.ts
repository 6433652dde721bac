// Who is asking, how they showed it, and which owners they belong to.
import type { Answer } from "@modkeep/contract/answer"
import type { me } from "@modkeep/contract/schemas/identity"

import type { Actor } from "#identity/actor.ts"

export function showMe({ user, isOperator, via, scopes, memberships }: Actor): Answer<typeof me> {
  return {
    user: { ...user, isOperator },
    via,
    scopes: [...scopes],
    owners: memberships.map(({ owner, ownerName, role }) => ({ id: owner, name: ownerName, role })),
  }
}
