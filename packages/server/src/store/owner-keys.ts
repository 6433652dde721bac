// Wrapped owner keys: what the root key wraps, one per owner and term. The newest term seals, older ones still open.
import type { OwnerId } from "@modkeep/contract/ids"
import type { OwnerKeysTable, Tx } from "./schema.ts"

export type OwnerKeyRow = Readonly<OwnerKeysTable>

export const ownerKeys = {
  async insert(tx: Tx, key: OwnerKeyRow): Promise<void> {
    await tx.insertInto("ownerKeys").values(key).execute()
  },

  /** The key of the newest term. */
  async find(tx: Tx, owner: OwnerId): Promise<OwnerKeyRow | undefined> {
    return await tx
      .selectFrom("ownerKeys")
      .selectAll()
      .where("owner", "=", owner)
      .orderBy("term", "desc")
      .limit(1)
      .executeTakeFirst()
  },

  async listAll(tx: Tx): Promise<readonly OwnerKeyRow[]> {
    return await tx.selectFrom("ownerKeys").selectAll().orderBy("owner").orderBy("term").execute()
  },
}
