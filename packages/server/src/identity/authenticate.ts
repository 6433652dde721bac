// Finds out who makes a request, from the token or the console's cookie that it carries.
//
// Every way of not being let in (unknown, expired, revoked, damaged) gives the same fault. A token that is for one owner acts for
// no other, and none acts for an owner that its person has left.
import type { OwnerId, TokenId, UserId } from "@modkeep/contract/ids"
import { type Scope, scopes } from "@modkeep/contract/schemas/identity"
import { Fault } from "#base/fault.ts"
import type { Actor } from "./actor.ts"
import { secretHash } from "./secret-hash.ts"
import { isTokenText } from "./token-text.ts"

interface KnownToken {
  readonly id: TokenId
  readonly user: UserId
  readonly owner: OwnerId | null
  readonly scopes: readonly Scope[]
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly revokedAt: number | null
}

interface KnownSession {
  readonly user: UserId
  readonly kind: "console" | "install"
  readonly via: "link" | "password" | "code"
  readonly authenticatedAt: number
  readonly expiresAt: number
}

/** What is asked of the store. */
export interface IdentityStore {
  findToken(hash: Uint8Array): Promise<KnownToken | undefined>
  touchToken(id: TokenId, nowMs: number): Promise<void>
  findSession(hash: Uint8Array): Promise<KnownSession | undefined>
  touchSession(hash: Uint8Array, nowMs: number): Promise<void>
  /** Undefined also for somebody who was removed. */
  findUser(
    id: UserId,
  ): Promise<{ readonly id: UserId; readonly name: string; readonly operator: boolean } | undefined>
  listOwners(
    user: UserId,
  ): Promise<readonly { id: OwnerId; name: string; role: "owner" | "member" }[]>
}

/** What the request carries: the text after `Bearer`, and the value of the session cookie. The token counts when both are there. */
export interface Credentials {
  readonly bearer?: string | undefined
  readonly cookie?: string | undefined
}

/** @throws Fault sign_in.required */
export async function authenticate(
  store: IdentityStore,
  { bearer, cookie }: Credentials,
  nowMs: number,
): Promise<Actor> {
  if (bearer !== undefined) return await byToken(store, bearer, nowMs)
  if (cookie !== undefined) return await bySession(store, cookie, nowMs)
  throw new Fault("sign_in.required", {
    public:
      "This needs a sign-in. Send a token (Authorization: Bearer mk_…), or sign in to the console",
  })
}

async function byToken(store: IdentityStore, text: string, nowMs: number): Promise<Actor> {
  const token = isTokenText(text) ? await store.findToken(secretHash(text)) : undefined
  const isOver = token?.expiresAt !== null && token !== undefined && token.expiresAt <= nowMs
  if (token === undefined || token.revokedAt !== null || isOver) {
    throw new Fault("sign_in.required", {
      public: "This token opens nothing: it is unknown, expired or revoked. Make a new one",
    })
  }
  await store.touchToken(token.id, nowMs)
  return await actorOf(store, token.user, {
    via: "token",
    token: token.id,
    session: undefined,
    scopes: token.scopes,
    authenticatedAt: token.createdAt,
    owner: token.owner,
  })
}

async function bySession(store: IdentityStore, cookie: string, nowMs: number): Promise<Actor> {
  const hash = secretHash(cookie)
  const session = await store.findSession(hash)
  const isOver = session === undefined || session.expiresAt <= nowMs
  if (isOver || session.kind !== "console" || session.via === "code") {
    throw new Fault("sign_in.required", { public: "This sign-in has ended. Sign in again" })
  }
  await store.touchSession(hash, nowMs)
  return await actorOf(store, session.user, {
    via: "session",
    token: undefined,
    session: { hash, via: session.via, expiresAt: session.expiresAt },
    scopes,
    authenticatedAt: session.authenticatedAt,
    owner: null,
  })
}

async function actorOf(
  store: IdentityStore,
  id: UserId,
  {
    owner,
    ...rest
  }: Omit<Actor, "user" | "isOperator" | "memberships"> & { owner: OwnerId | null },
): Promise<Actor> {
  const user = await store.findUser(id)
  if (user === undefined) {
    throw new Fault("sign_in.required", {
      public: "This person is not known any more. Sign in again",
    })
  }
  const owners = await store.listOwners(id)
  return {
    ...rest,
    user: { id: user.id, name: user.name },
    isOperator: user.operator,
    memberships: owners
      .filter((candidate) => owner === null || candidate.id === owner)
      .map(({ id, name, role }) => ({ owner: id, ownerName: name, role })),
  }
}
