// The store in one SQLite file: an acknowledged transaction is on the disk (WAL, synchronous=FULL) and foreign keys hold.
//
// The file is readable by its user alone. Before a migration changes existing data a copy of it is put beside it.
import { chmodSync, closeSync, existsSync, fsyncSync, openSync } from "node:fs"
import { backup, DatabaseSync } from "node:sqlite"
import type { Clock } from "#base/clock.ts"
import { Fault } from "#base/fault.ts"
import { CamelCasePlugin, Kysely } from "kysely"
import { migrate } from "./migrate.ts"
import { allMigrations } from "./migrations/all-migrations.ts"
import type { Migration } from "./migrations/migration.ts"
import { nodeSqliteDialect } from "./node-sqlite-dialect.ts"
import type { Schema } from "./schema.ts"
import { sqliteFault } from "./sqlite-fault.ts"
import type { Store } from "./store.ts"
import { TransactionGuard } from "./transaction-guard.ts"

export interface SqliteOptions {
  readonly path: string
  readonly clock: Clock
  readonly migrations?: readonly Migration[]
}

// While the file is opened or copied; whoever works with it waits without standing still (node-sqlite-dialect.ts).
const BUSY_TIMEOUT_MS = 5_000

export async function openSqlite({
  path,
  clock,
  migrations = allMigrations,
}: SqliteOptions): Promise<Store> {
  const database = openFile(path)
  const guard = new TransactionGuard()
  const db = new Kysely<Schema>({
    dialect: nodeSqliteDialect(database, guard),
    plugins: [new CamelCasePlugin()],
  })
  try {
    const found = schemaNumber(database)
    if (found > 0 && found < (migrations.at(-1)?.number ?? 0)) {
      await copyTo(path, `${path}.before-schema-${found + 1}-${clock.now()}`)
    }
    await migrate(db, { dialect: "sqlite", clock, migrations })
  } catch (cause) {
    database.close()
    throw sqliteFault(cause)
  }
  return {
    db,
    dialect: "sqlite",
    transaction: async (work) =>
      await db.transaction().execute(async (tx) => await guard.run(async () => await work(tx))),
    backupTo: async (target) => await copyTo(path, target),
    close: async () => {
      await db.destroy()
      if (database.isOpen) database.close()
    },
  }
}

function openFile(path: string): DatabaseSync {
  try {
    // The mode counts when the file is made; SQLite gives the files beside it (WAL) the same one.
    closeSync(openSync(path, "a", 0o600))
    // A file that was copied back may have come with a wider one.
    chmodSync(path, 0o600)
    const database = new DatabaseSync(path, {
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
    })
    database.exec("pragma journal_mode = wal")
    database.exec("pragma synchronous = full")
    // What is deleted is overwritten: the ciphertext of a removed document does not linger in free pages.
    database.exec("pragma secure_delete = on")
    database.exec("pragma busy_timeout = 0")
    return database
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code !== "ERR_SQLITE_ERROR") {
      throw new Fault("store.unavailable", {
        public: `Cannot open the database "${path}": ${cause.message}. Check the data folder and its permissions`,
        cause,
      })
    }
    throw sqliteFault(cause)
  }
}

/** Number of the last migration that the file has seen; 0 for a new one. */
function schemaNumber(database: DatabaseSync): number {
  const table = database
    .prepare("select 1 from sqlite_master where type = 'table' and name = 'schema_migrations'")
    .get()
  if (table === undefined) return 0
  const row = database.prepare("select max(number) as last from schema_migrations").get()
  return typeof row?.["last"] === "number" ? row["last"] : 0
}

/** A consistent copy through a connection of its own, so that a transaction that is under way is not in it. */
async function copyTo(path: string, target: string): Promise<void> {
  if (existsSync(target)) {
    throw new Fault("config.invalid", {
      public: `Cannot write the backup: "${target}" is there already. Choose another file`,
    })
  }
  closeSync(openSync(target, "wx", 0o600))
  const source = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  try {
    // All pages in one step: a copy in small steps starts over whenever somebody writes.
    await backup(source, target, { rate: 2_147_483_647 })
  } finally {
    source.close()
  }
  const file = openSync(target, "r+")
  fsyncSync(file)
  closeSync(file)
}
