// Answers to repeated requests: the first request with a key takes it, its answer is kept, the repeats read the answer.
import type { UserId } from "@modkeep/contract/ids"
import type { IdempotencyTable, Tx } from "./schema.ts"

export type IdempotencyRow = Readonly<IdempotencyTable>

export const idempotency = {
  /** Takes the key. Undefined: it was free and is ours now; else the row of the one who was first. */
  async take(
    tx: Tx,
    row: Omit<IdempotencyRow, "status" | "body">,
  ): Promise<IdempotencyRow | undefined> {
    const inserted = await tx
      .insertInto("idempotency")
      .values({ ...row, status: null, body: null })
      .onConflict((on) => on.columns(["user", "key"]).doNothing())
      .returning("key")
      .executeTakeFirst()
    return inserted ? undefined : await idempotency.find(tx, row.user, row.key)
  },

  async find(tx: Tx, user: UserId, key: string): Promise<IdempotencyRow | undefined> {
    return await tx
      .selectFrom("idempotency")
      .selectAll()
      .where("user", "=", user)
      .where("key", "=", key)
      .executeTakeFirst()
  },

  /** Keeps the answer. `body` null: it is given only once, repeats learn just that. */
  async answer(
    tx: Tx,
    { user, key }: Pick<IdempotencyRow, "user" | "key">,
    { status, body }: { status: number; body: string | null },
  ): Promise<void> {
    await tx
      .updateTable("idempotency")
      .set({ status, body })
      .where("user", "=", user)
      .where("key", "=", key)
      .execute()
  },

  /** Frees the key again: the request failed before it did anything. */
  async release(tx: Tx, user: UserId, key: string): Promise<void> {
    await tx
      .deleteFrom("idempotency")
      .where("user", "=", user)
      .where("key", "=", key)
      .where("status", "is", null)
      .execute()
  },

  /** Frees the keys of requests that were under way when their server died: it was asked before `beforeMs` and never answered. */
  async releaseUnanswered(tx: Tx, beforeMs: number): Promise<void> {
    await tx
      .deleteFrom("idempotency")
      .where("status", "is", null)
      .where("createdAt", "<", beforeMs)
      .execute()
  },

  async removeBefore(tx: Tx, beforeMs: number): Promise<void> {
    await tx.deleteFrom("idempotency").where("createdAt", "<", beforeMs).execute()
  },
}
