// Sessions of browsers, on the console and on the origin of an install, known by the hash of their cookie.
import type { InstallId, UserId } from "@modkeep/contract/ids"
import type { SessionsTable, Tx } from "./schema.ts"

export type Session = Readonly<SessionsTable>
/** A session with the name of the install that it is for. */
export type NamedSession = Session & { readonly installName: string | null }
type NewSession = Omit<Session, "browser" | "lastUsedAt"> & Partial<Pick<Session, "browser">>

// Precise enough for "last used", and a busy page does not write on every request.
const TOUCH_EVERY_MS = 60_000

export const sessions = {
  async insert(tx: Tx, session: NewSession): Promise<void> {
    await tx
      .insertInto("sessions")
      .values({ browser: null, lastUsedAt: null, ...session })
      .execute()
  },

  /** The session with this hash, whether it has expired or not. */
  async find(tx: Tx, hash: Uint8Array): Promise<Session | undefined> {
    return await tx.selectFrom("sessions").selectAll().where("hash", "=", hash).executeTakeFirst()
  },

  async remove(tx: Tx, hash: Uint8Array): Promise<void> {
    await tx.deleteFrom("sessions").where("hash", "=", hash).execute()
  },

  /** Those that have not expired, newest first. */
  async listOfUser(tx: Tx, user: UserId, nowMs: number): Promise<readonly NamedSession[]> {
    return await tx
      .selectFrom("sessions")
      .leftJoin("installs", "installs.id", "sessions.install")
      .selectAll("sessions")
      .select("installs.name as installName")
      .where("sessions.user", "=", user)
      .where("sessions.expiresAt", ">", nowMs)
      .orderBy("sessions.createdAt", "desc")
      .orderBy("sessions.hash")
      .execute()
  },

  /** The installs whose pages the person is signed in to. */
  async listInstallsOfUser(tx: Tx, user: UserId): Promise<readonly InstallId[]> {
    const rows = await tx
      .selectFrom("sessions")
      .select("install")
      .distinct()
      .where("user", "=", user)
      .execute()
    return rows.flatMap(({ install }) => install ?? [])
  },

  async touch(tx: Tx, hash: Uint8Array, nowMs: number): Promise<void> {
    await tx
      .updateTable("sessions")
      .set({ lastUsedAt: nowMs })
      .where("hash", "=", hash)
      .where((on) =>
        on.or([on("lastUsedAt", "is", null), on("lastUsedAt", "<", nowMs - TOUCH_EVERY_MS)]),
      )
      .execute()
  },

  /** The person has shown again who they are. */
  async renew(tx: Tx, hash: Uint8Array, nowMs: number): Promise<void> {
    await tx
      .updateTable("sessions")
      .set({ authenticatedAt: nowMs })
      .where("hash", "=", hash)
      .execute()
  },

  /** Ends every session of the person but this one, on the console and on pages. */
  async removeOthers(tx: Tx, user: UserId, kept: Uint8Array): Promise<void> {
    await tx.deleteFrom("sessions").where("user", "=", user).where("hash", "!=", kept).execute()
  },

  async removeOfUser(tx: Tx, user: UserId): Promise<void> {
    await tx.deleteFrom("sessions").where("user", "=", user).execute()
  },

  async removeExpired(tx: Tx, nowMs: number): Promise<void> {
    await tx.deleteFrom("sessions").where("expiresAt", "<=", nowMs).execute()
  },
}
