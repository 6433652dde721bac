// The check value of the root key, one row: by it a start knows the right key from a wrong one before anything is opened.
import type { KeyringStateTable, Tx } from "./schema.ts"

type StoredKeyringState = Readonly<Omit<KeyringStateTable, "id">>

export const keyringState = {
  async find(tx: Tx): Promise<StoredKeyringState | undefined> {
    return await tx
      .selectFrom("keyringState")
      .select(["rootCheck", "term", "createdAt", "recoveryAcknowledgedAt"])
      .executeTakeFirst()
  },

  /** A second one is refused by the table: two servers cannot both make the first key. */
  async insert(tx: Tx, state: Omit<StoredKeyringState, "recoveryAcknowledgedAt">): Promise<void> {
    await tx
      .insertInto("keyringState")
      .values({ id: 1, recoveryAcknowledgedAt: null, ...state })
      .execute()
  },

  async acknowledgeRecovery(tx: Tx, nowMs: number): Promise<void> {
    await tx.updateTable("keyringState").set({ recoveryAcknowledgedAt: nowMs }).execute()
  },
}
