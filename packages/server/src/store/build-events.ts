// The progress of a version's build, numbered 1, 2, 3 … so that a reader can go on where it stopped.
import type { VersionId } from "@modkeep/contract/ids"
import type { BuildEvent } from "@modkeep/contract/schemas/version"
import { fromJson, toJson } from "./json-text.ts"
import type { BuildEventBody, Tx } from "./schema.ts"

/** As in the contract, but for the time, which is in milliseconds. */
export type StoredBuildEvent = Omit<BuildEvent, "at"> & { readonly at: number }

export const buildEvents = {
  /** Appends one event and returns it with its number. */
  async append(
    tx: Tx,
    version: VersionId,
    { at, ...event }: BuildEventBody & { at: number },
  ): Promise<StoredBuildEvent> {
    const row = await tx
      .insertInto("buildEvents")
      .columns(["version", "sequence", "at", "event"])
      .expression((sql) =>
        sql
          .selectFrom("buildEvents")
          .select((sql) => [
            sql.val(version).as("version"),
            sql(sql.fn.coalesce(sql.fn.max("sequence"), sql.lit(0)), "+", sql.lit(1)).as(
              "sequence",
            ),
            sql.val(at).as("at"),
            sql.val(toJson(event)).as("event"),
          ])
          .where("version", "=", version),
      )
      .returning("sequence")
      .executeTakeFirstOrThrow()
    return { ...event, at, sequence: row.sequence }
  },

  /** Events after number `after`, in order. */
  async list(
    tx: Tx,
    version: VersionId,
    { after = 0, limit }: { after?: number; limit: number },
  ): Promise<readonly StoredBuildEvent[]> {
    const rows = await tx
      .selectFrom("buildEvents")
      .selectAll()
      .where("version", "=", version)
      .where("sequence", ">", after)
      .orderBy("sequence")
      .limit(limit)
      .execute()
    return rows.map(({ at, sequence, event }) => ({ ...fromJson(event), at, sequence }))
  },
}
