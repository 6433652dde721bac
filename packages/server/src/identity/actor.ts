// Who makes a request, as the server found out: the person, the way in, and what both allow.
import type { OwnerId, TokenId, UserId } from "@modkeep/contract/ids"
import type { Scope } from "@modkeep/contract/schemas/identity"

export interface ActorMembership {
  readonly owner: OwnerId
  readonly ownerName: string
  readonly role: "owner" | "member"
}

export interface ActorSession {
  readonly hash: Uint8Array
  readonly via: "link" | "password"
  readonly expiresAt: number
}

export interface Actor {
  readonly user: { readonly id: UserId; readonly name: string }
  /** Sees to the people and the keys of this server. */
  readonly isOperator: boolean
  readonly via: "token" | "session"
  /** The token that was shown; undefined for a session. */
  readonly token: TokenId | undefined
  /** The session of a browser; undefined for a token. */
  readonly session: ActorSession | undefined
  readonly scopes: readonly Scope[]
  /** When the person proved who it is: the sign-in of a session, the making of a token. */
  readonly authenticatedAt: number
  /** The owners that may be acted for: all of the person's, or the one that the token is for. */
  readonly memberships: readonly ActorMembership[]
}
