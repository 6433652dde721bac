// One-time links that sign a person in. `spend` succeeds once, whoever comes first.
import type { UserId } from "@modkeep/contract/ids"
import type { SignInLinksTable, Tx } from "./schema.ts"

export type SignInLink = Readonly<SignInLinksTable>

export const signInLinks = {
  async insert(tx: Tx, link: SignInLink): Promise<void> {
    await tx.insertInto("signInLinks").values(link).execute()
  },

  /** The link, now spent; undefined when it is unknown, was spent before or has expired. */
  async spend(tx: Tx, hash: Uint8Array, nowMs: number): Promise<SignInLink | undefined> {
    return await tx
      .updateTable("signInLinks")
      .set({ spentAt: nowMs })
      .where("hash", "=", hash)
      .where("spentAt", "is", null)
      .where("expiresAt", ">", nowMs)
      .returningAll()
      .executeTakeFirst()
  },

  /** Links of the person that were not used yet open nothing any more. */
  async removeOfUser(tx: Tx, user: UserId): Promise<void> {
    await tx.deleteFrom("signInLinks").where("user", "=", user).execute()
  },

  async removeExpired(tx: Tx, nowMs: number): Promise<void> {
    await tx.deleteFrom("signInLinks").where("expiresAt", "<=", nowMs).execute()
  },
}
