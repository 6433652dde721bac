// API tokens, known by the hash of their text. A revoked token is kept, so that the audit log can name it, and opens nothing.
import { Fault } from "#base/fault.ts"
import type { OwnerId, TokenId, UserId } from "@modkeep/contract/ids"
import { codecOf, type Entity } from "./codec.ts"
import { type Page, type PageRequest, pageOf } from "./page.ts"
import type { TokensTable, Tx } from "./schema.ts"

export type Token = Entity<TokensTable>

const codec = codecOf<TokensTable>({ scopes: "json" })

// One write a minute and token is precise enough for "last used", and keeps a busy client from writing on every request.
const TOUCH_EVERY_MS = 60_000

export const tokens = {
  async insert(tx: Tx, token: Token): Promise<void> {
    await tx.insertInto("tokens").values(codec.write(token)).execute()
  },

  async find(tx: Tx, id: TokenId): Promise<Token | undefined> {
    const row = await tx.selectFrom("tokens").selectAll().where("id", "=", id).executeTakeFirst()
    return row && codec.read(row)
  },

  async get(tx: Tx, id: TokenId): Promise<Token> {
    const token = await tokens.find(tx, id)
    if (token && token.revokedAt === null) return token
    throw new Fault("token.not_found", {
      public: `Cannot find token "${id}". List the tokens to see the ones there are`,
    })
  },

  /** The token with this hash, also when it has expired or was revoked. */
  async findByHash(tx: Tx, hash: Uint8Array): Promise<Token | undefined> {
    const row = await tx
      .selectFrom("tokens")
      .selectAll()
      .where("hash", "=", hash)
      .executeTakeFirst()
    return row && codec.read(row)
  },

  /** The tokens of a person that are not revoked, oldest first. */
  async list(tx: Tx, { user, ...page }: PageRequest & { user: UserId }): Promise<Page<Token>> {
    let query = tx
      .selectFrom("tokens")
      .selectAll()
      .where("user", "=", user)
      .where("revokedAt", "is", null)
      .orderBy("id")
      .limit(page.limit + 1)
    const after = page.cursor
    if (after !== undefined) query = query.where("id", ">", after as TokenId)
    return pageOf(await query.execute(), page, { cursor: (row) => row.id, read: codec.read })
  },

  async touch(tx: Tx, id: TokenId, nowMs: number): Promise<void> {
    await tx
      .updateTable("tokens")
      .set({ lastUsedAt: nowMs })
      .where("id", "=", id)
      .where((on) =>
        on.or([on("lastUsedAt", "is", null), on("lastUsedAt", "<", nowMs - TOUCH_EVERY_MS)]),
      )
      .execute()
  },

  /** False when there is no such token that could be revoked. */
  async revoke(tx: Tx, id: TokenId, nowMs: number): Promise<boolean> {
    const result = await tx
      .updateTable("tokens")
      .set({ revokedAt: nowMs })
      .where("id", "=", id)
      .where("revokedAt", "is", null)
      .executeTakeFirst()
    return result.numUpdatedRows > 0n
  },

  /** Ends all of a person's tokens. */
  async revokeOfUser(tx: Tx, user: UserId, nowMs: number): Promise<void> {
    await tx
      .updateTable("tokens")
      .set({ revokedAt: nowMs })
      .where("user", "=", user)
      .where("revokedAt", "is", null)
      .execute()
  },

  /** Ends a person's tokens for one owner, when the person leaves it. */
  async revokeOfMember(
    tx: Tx,
    { owner, user }: { owner: OwnerId; user: UserId },
    nowMs: number,
  ): Promise<void> {
    await tx
      .updateTable("tokens")
      .set({ revokedAt: nowMs })
      .where("owner", "=", owner)
      .where("user", "=", user)
      .where("revokedAt", "is", null)
      .execute()
  },
}
