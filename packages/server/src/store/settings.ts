// Small facts about the whole installation, by key.
import { fromJson, toJson } from "./json-text.ts"
import type { Tx } from "./schema.ts"

export const settings = {
  async find(tx: Tx, key: string): Promise<unknown> {
    const row = await tx
      .selectFrom("settings")
      .select("value")
      .where("key", "=", key)
      .executeTakeFirst()
    return row && fromJson(row.value)
  },

  async put(tx: Tx, key: string, value: unknown): Promise<void> {
    const text = toJson(value)
    await tx
      .insertInto("settings")
      .values({ key, value: text })
      .onConflict((on) => on.column("key").doUpdateSet({ value: text }))
      .execute()
  },
}
