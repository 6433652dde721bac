// Git access of modules: an envelope that only the keyring opens, and the public half of a deploy key.
import type { ModuleId } from "@modkeep/contract/ids"
import type { CredentialsTable, Tx } from "./schema.ts"

export type Credential = Readonly<CredentialsTable>

export const credentials = {
  /** A module has one credential: a new one replaces the old one, which is gone then. */
  async put(tx: Tx, credential: Credential): Promise<void> {
    await tx
      .insertInto("credentials")
      .values(credential)
      .onConflict((on) => on.column("module").doUpdateSet(credential))
      .execute()
  },

  async find(tx: Tx, module: ModuleId): Promise<Credential | undefined> {
    return await tx
      .selectFrom("credentials")
      .selectAll()
      .where("module", "=", module)
      .executeTakeFirst()
  },

  /** Those of several modules, without what is sealed. */
  async listOf(
    tx: Tx,
    modules: readonly ModuleId[],
  ): Promise<readonly Pick<Credential, "module" | "kind" | "publicPart">[]> {
    if (modules.length === 0) return []
    return await tx
      .selectFrom("credentials")
      .select(["module", "kind", "publicPart"])
      .where("module", "in", modules)
      .execute()
  },

  async remove(tx: Tx, module: ModuleId): Promise<boolean> {
    const result = await tx
      .deleteFrom("credentials")
      .where("module", "=", module)
      .executeTakeFirst()
    return result.numDeletedRows > 0n
  },
}
