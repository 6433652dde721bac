// The store as the server holds it: one database, its transactions, and a way to copy it while it is in use.
import type { Kysely } from "kysely"
import type { Schema, Tx } from "./schema.ts"

export interface Store {
  /** For single statements. Inside `transaction` only its `tx` may be used. */
  readonly db: Kysely<Schema>
  readonly dialect: "sqlite" | "postgres"
  /**
   * Runs `work` as if nobody else were writing, and commits when it resolves: then it is on disk. When it rejects nothing is
   * kept. On a conflict with another server `work` runs again from its beginning, so it touches nothing but `tx`.
   */
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>
  /** Writes a consistent copy of the data to a new file. SQLite only: PostgreSQL has its own tools for this. */
  backupTo(path: string): Promise<void>
  close(): Promise<void>
}
