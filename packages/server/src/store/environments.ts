// Python environments on disk, one per hash of lock, interpreter and platform, shared by all versions with that hash.
import type { EnvironmentsTable, Tx } from "./schema.ts"

export type Environment = Readonly<EnvironmentsTable>

export const environments = {
  /** Two builds of the same hash meet here: the later one replaces the earlier one's record. */
  async put(tx: Tx, environment: Environment): Promise<void> {
    await tx
      .insertInto("environments")
      .values(environment)
      .onConflict((on) => on.column("id").doUpdateSet(environment))
      .execute()
  },

  async find(tx: Tx, id: string): Promise<Environment | undefined> {
    return await tx.selectFrom("environments").selectAll().where("id", "=", id).executeTakeFirst()
  },

  async touch(tx: Tx, id: string, nowMs: number): Promise<void> {
    await tx.updateTable("environments").set({ lastUsedAt: nowMs }).where("id", "=", id).execute()
  },

  async list(tx: Tx): Promise<readonly Environment[]> {
    return await tx.selectFrom("environments").selectAll().orderBy("id").execute()
  },

  /** Those that no version names, last used before `beforeMs`: the ones a reaper may take. */
  async listUnused(tx: Tx, beforeMs: number): Promise<readonly Environment[]> {
    return await tx
      .selectFrom("environments")
      .selectAll()
      .where("lastUsedAt", "<", beforeMs)
      .where((on) =>
        on.not(
          on.exists(
            on
              .selectFrom("versions")
              .select("versions.id")
              .whereRef("versions.environment", "=", "environments.id"),
          ),
        ),
      )
      .orderBy("lastUsedAt")
      .execute()
  },

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.deleteFrom("environments").where("id", "=", id).execute()
  },
}
