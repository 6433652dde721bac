// Who asks, as every operation sees it: a person, how they showed it, what the token allows and which owners they belong to.
import type { OwnerId, TokenId, UserId } from "@modkeep/contract/ids"
import type { Scope } from "@modkeep/contract/schemas/identity"

export interface Membership {
  readonly owner: OwnerId
  readonly ownerName: string
  /** `owner` may change everything of the owner; `member` may look and open pages. */
  readonly role: "owner" | "member"
}

export interface Actor {
  readonly user: { readonly id: UserId; readonly name: string }
  readonly via: "token" | "session"
  /** Set when `via` is `token`. */
  readonly token: TokenId | undefined
  readonly scopes: readonly Scope[]
  /** When the person last showed who they are, ms UTC. */
  readonly authenticatedAt: number
  /** A token bound to one owner sees that membership alone. */
  readonly memberships: readonly Membership[]
}
