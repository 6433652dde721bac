// Sessions of browsers, on the console and on the origin of an install, known by the hash of their cookie.
import type { InstallId, UserId } from "@modkeep/contract/ids"
import type { SessionsTable, Tx } from "./schema.ts"

export type Session = Readonly<SessionsTable>

export const sessions = {
  async insert(tx: Tx, session: Session): Promise<void> {
    await tx.insertInto("sessions").values(session).execute()
  },

  /** The session with this hash, whether it has expired or not. */
  async find(tx: Tx, hash: Uint8Array): Promise<Session | undefined> {
    return await tx.selectFrom("sessions").selectAll().where("hash", "=", hash).executeTakeFirst()
  },

  async remove(tx: Tx, hash: Uint8Array): Promise<void> {
    await tx.deleteFrom("sessions").where("hash", "=", hash).execute()
  },

  async removeOfUser(tx: Tx, user: UserId): Promise<void> {
    await tx.deleteFrom("sessions").where("user", "=", user).execute()
  },

  async removeOfInstall(tx: Tx, install: InstallId): Promise<void> {
    await tx.deleteFrom("sessions").where("install", "=", install).execute()
  },

  async removeExpired(tx: Tx, nowMs: number): Promise<void> {
    await tx.deleteFrom("sessions").where("expiresAt", "<=", nowMs).execute()
  },
}
