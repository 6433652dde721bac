// Which other owners may install the ready versions of a module. A share never opens the author's secrets.
import type { ModuleId, OwnerId } from "@modkeep/contract/ids"
import type { ModuleSharesTable, Tx } from "./schema.ts"

export type ModuleShare = Readonly<ModuleSharesTable>

export const moduleShares = {
  /** Sharing twice is the same as once. */
  async put(tx: Tx, share: ModuleShare): Promise<void> {
    await tx
      .insertInto("moduleShares")
      .values(share)
      .onConflict((on) => on.columns(["module", "owner"]).doNothing())
      .execute()
  },

  async list(tx: Tx, module: ModuleId): Promise<readonly ModuleShare[]> {
    return await tx
      .selectFrom("moduleShares")
      .selectAll()
      .where("module", "=", module)
      .orderBy("owner")
      .execute()
  },

  /** Those of several modules. */
  async listOf(tx: Tx, modules: readonly ModuleId[]): Promise<readonly ModuleShare[]> {
    if (modules.length === 0) return []
    return await tx
      .selectFrom("moduleShares")
      .selectAll()
      .where("module", "in", modules)
      .orderBy("owner")
      .execute()
  },

  async isSharedWith(tx: Tx, module: ModuleId, owners: readonly OwnerId[]): Promise<boolean> {
    if (owners.length === 0) return false
    const row = await tx
      .selectFrom("moduleShares")
      .select("module")
      .where("module", "=", module)
      .where("owner", "in", owners)
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  },

  async remove(tx: Tx, module: ModuleId, owner: OwnerId): Promise<boolean> {
    const result = await tx
      .deleteFrom("moduleShares")
      .where("module", "=", module)
      .where("owner", "=", owner)
      .executeTakeFirst()
    return result.numDeletedRows > 0n
  },
}
