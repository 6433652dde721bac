// API tokens: made with scopes that the maker has, shown once, listed and revoked by their maker.
import type { Answer } from "@modkeep/contract/answer"
import type { OwnerId, TokenId } from "@modkeep/contract/ids"
import type { Scope, token as tokenSchema, tokenCreated } from "@modkeep/contract/schemas/identity"

import { Fault } from "#base/fault.ts"
import { newId } from "#base/ids.ts"
import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import { requireFresh } from "#identity/require-fresh.ts"
import { secretHash } from "#identity/secret-hash.ts"
import { newTokenText } from "#identity/token-text.ts"
import type { Page, PageRequest } from "#store/page.ts"
import { type Token, tokens } from "#store/tokens.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { noOwner, ownOwner, permit } from "./permit.ts"

interface NewToken {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly owner?: OwnerId | undefined
  readonly expiresAt?: string | undefined
}

type TokenAnswer = Answer<typeof tokenSchema>

export async function createToken(
  context: Context,
  actor: Actor,
  input: NewToken,
): Promise<Answer<typeof tokenCreated>> {
  const now = context.clock.now()
  const scopes = [...new Set(input.scopes)]
  const beyond = scopes.filter((scope) => !actor.scopes.includes(scope))
  if (beyond.length > 0) {
    throw new Fault("permission.denied", {
      public: `A token cannot allow more than its maker may: leave out ${beyond.join(", ")}, or sign in with more rights`,
    })
  }
  if (scopes.includes("reveal")) requireFresh(actor, now)
  const { owner } = input
  if (owner !== undefined) permit(actor, owner, "look", () => noOwner(owner))
  const expiresAt = earlier(
    input.expiresAt === undefined ? null : Date.parse(input.expiresAt),
    await endOf(context, actor),
  )
  if (expiresAt !== null && expiresAt <= now) {
    throw new Fault("request.malformed", {
      public: "The token would have expired already: name a time to come, or none",
    })
  }
  const value = newTokenText()
  const row: Token = {
    id: newId("tok"),
    hash: secretHash(value),
    name: input.name,
    scopes,
    owner: owner ?? boundOwner(actor),
    user: actor.user.id,
    createdAt: now,
    expiresAt,
    lastUsedAt: null,
    revokedAt: null,
  }
  await context.store.transaction(async (tx) => {
    await tokens.insert(tx, row)
    await auditNote(context, tx, {
      actor,
      action: "token.create",
      owner: row.owner ?? ownOwner(actor),
      subject: row.id,
      details: { name: row.name, scopes },
    })
  })
  return { ...describe(row), value }
}

/** When what the actor came with expires: a token lives no longer than the one that made it. */
async function endOf({ store }: Context, { token }: Actor): Promise<number | null> {
  return token === undefined ? null : ((await tokens.find(store.db, token))?.expiresAt ?? null)
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b)
}

/** A token that is bound to one owner makes tokens for that owner only. */
function boundOwner(actor: Actor): OwnerId | null {
  const [only, ...more] = actor.memberships
  return actor.via === "token" && only !== undefined && more.length === 0 ? only.owner : null
}

export async function listTokens(
  context: Context,
  actor: Actor,
  page: PageRequest,
): Promise<Page<TokenAnswer>> {
  const found = await tokens.list(context.store.db, { ...page, user: actor.user.id })
  return { items: found.items.map(describe), next: found.next }
}

export async function deleteToken(context: Context, actor: Actor, id: TokenId): Promise<void> {
  await context.store.transaction(async (tx) => {
    const token = await tokens.find(tx, id)
    if (
      token === undefined ||
      token.user !== actor.user.id ||
      !(await tokens.revoke(tx, id, context.clock.now()))
    ) {
      throw new Fault("token.not_found", {
        public: `Cannot find token "${id}". GET /tokens lists yours`,
      })
    }
    await auditNote(context, tx, {
      actor,
      action: "token.revoke",
      owner: token.owner ?? ownOwner(actor),
      subject: id,
      details: { name: token.name },
    })
  })
  context.readers.end(actor.user.id)
}

function describe(token: Token): TokenAnswer {
  return {
    id: token.id,
    name: token.name,
    scopes: [...token.scopes],
    owner: token.owner,
    expiresAt: token.expiresAt === null ? null : iso(token.expiresAt),
    lastUsedAt: token.lastUsedAt === null ? null : iso(token.lastUsedAt),
    createdAt: iso(token.createdAt),
  }
}
