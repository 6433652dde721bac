// One-time codes that let a visitor in to an install's origin. `spend` succeeds once, and only for the install it was made for.
import type { AdmissionsTable, Tx } from "./schema.ts"

export type Admission = Readonly<AdmissionsTable>

export const admissions = {
  async insert(tx: Tx, admission: Admission): Promise<void> {
    await tx.insertInto("admissions").values(admission).execute()
  },

  /** The code, now spent; undefined when it is unknown, another install's, spent before or expired. */
  async spend(
    tx: Tx,
    { hash, install }: Pick<Admission, "hash" | "install">,
    nowMs: number,
  ): Promise<Admission | undefined> {
    return await tx
      .updateTable("admissions")
      .set({ spentAt: nowMs })
      .where("hash", "=", hash)
      .where("install", "=", install)
      .where("spentAt", "is", null)
      .where("expiresAt", ">", nowMs)
      .returningAll()
      .executeTakeFirst()
  },

  async removeExpired(tx: Tx, nowMs: number): Promise<void> {
    await tx.deleteFrom("admissions").where("expiresAt", "<=", nowMs).execute()
  },
}
