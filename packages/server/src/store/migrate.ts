// Brings the tables to this Modkeep's shape: all pending migrations or none, one server at a time.
//
// Tables that a newer Modkeep made are refused before anything is read from them.
import type { Clock } from "#base/clock.ts"
import { Fault } from "#base/fault.ts"
import { type Kysely, sql } from "kysely"
import { allMigrations } from "./migrations/all-migrations.ts"
import { type Migration, postgresWords, sqliteWords } from "./migrations/migration.ts"
import type { Schema } from "./schema.ts"
import type { Store } from "./store.ts"

// Any number will do as long as every Modkeep takes the same: "modkeep" on a telephone's keys.
const ADVISORY_LOCK = 6635337

export interface MigrateOptions {
  readonly dialect: Store["dialect"]
  readonly clock: Clock
  readonly migrations?: readonly Migration[]
}

export async function migrate(
  db: Kysely<Schema>,
  { dialect, clock, migrations = allMigrations }: MigrateOptions,
): Promise<void> {
  await db
    .transaction()
    // SQLite has one writer anyway; on PostgreSQL the statements after the lock must see what its last holder did.
    .setIsolationLevel("read committed")
    .execute(async (tx) => {
      if (dialect === "postgres") {
        // A large migration, or waiting for another server's, may take longer than any statement of every day.
        await sql`set local statement_timeout = 0`.execute(tx)
        await sql`select pg_advisory_xact_lock(${sql.lit(ADVISORY_LOCK)})`.execute(tx)
      }
      const words = dialect === "postgres" ? postgresWords : sqliteWords
      await sql`create table if not exists schema_migrations (
        number ${sql.raw(words.integer)} primary key,
        name ${sql.raw(words.text)} not null,
        applied_at ${sql.raw(words.integer)} not null
      )`.execute(tx)
      const { rows } = await sql<{ last: number | null }>`
        select max(number) as last from schema_migrations`.execute(tx)
      const last = rows[0]?.last ?? 0
      refuseNewer(last, migrations)
      for (const { number, name, statements } of migrations) {
        if (number <= last) continue
        for (const statement of statements(words)) await sql.raw(statement).execute(tx)
        await sql`insert into schema_migrations (number, name, applied_at)
          values (${number}, ${name}, ${clock.now()})`.execute(tx)
      }
    })
}

/** Throws when the tables are of a newer Modkeep than this one. */
function refuseNewer(found: number, migrations: readonly Migration[]): void {
  const known = migrations.at(-1)?.number ?? 0
  if (found <= known) return
  throw new Fault("store.newer_schema", {
    public:
      `Cannot use this data: a newer Modkeep wrote it (schema ${found}, this one knows ${known}). ` +
      "Start the newer version, or restore the backup that it made before it changed the data",
    detail: { found, known },
  })
}
