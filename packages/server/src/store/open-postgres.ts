// The store in PostgreSQL, for more than one server: every transaction is SERIALIZABLE and runs again when it lost a race.
//
// So a transaction sees on PostgreSQL what it sees on SQLite: nobody else. Whole numbers come back as numbers (all are below 2^53).
import { setTimeout as pause } from "node:timers/promises"
import type { Clock } from "#base/clock.ts"
import { Fault } from "#base/fault.ts"
import {
  CamelCasePlugin,
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
} from "kysely"
import { Pool, type PoolClient, TypeOverrides } from "pg"
import { migrate } from "./migrate.ts"
import type { Migration } from "./migrations/migration.ts"
import { isLostConnection, postgresErrorCode, postgresFault } from "./postgres-fault.ts"
import { refuseNul } from "./refuse-nul.ts"
import type { Schema, Tx } from "./schema.ts"
import type { Store } from "./store.ts"
import { TransactionGuard } from "./transaction-guard.ts"

export interface PostgresOptions {
  readonly url: string
  readonly clock: Clock
  readonly migrations?: readonly Migration[]
}

const CONNECTIONS_MAX = 20
const CONNECT_TIMEOUT_MS = 5_000
// No statement of the server takes a hundredth of this; a stuck one must not hold its locks.
const STATEMENT_TIMEOUT_MS = 30_000
const TRIES_MAX = 20
const PAUSE_MS_MAX = 50

// Lost races: serialization failure, deadlock; and two that a race can end as: unique and foreign key violation.
const RACES = new Set(["40001", "40P01", "23505", "23503"])

export async function openPostgres({ url, clock, migrations }: PostgresOptions): Promise<Store> {
  const guard = new TransactionGuard()
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    application_name: "modkeep",
    types: columnTypes(),
  })
  // A broken connection is reported by the query that uses it, and replaced by the next one. Both the pool (for idle ones) and
  // the connection say so as an event too, which without a listener would end the server.
  pool.on("error", () => {})
  pool.on("connect", (client) => client.on("error", () => {}))
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: watched(pool, guard) }),
    plugins: [new CamelCasePlugin()],
  })
  try {
    await migrate(db, { dialect: "postgres", clock, ...(migrations && { migrations }) })
  } catch (cause) {
    await db.destroy()
    throw cause
  }
  return {
    db,
    dialect: "postgres",
    transaction: async (work) => await serializable(db, guard, work),
    backupTo: async () => {
      throw new Fault("config.invalid", {
        public:
          "Cannot copy a PostgreSQL database here. Use pg_dump, and keep the root key file apart",
      })
    },
    close: async () => await db.destroy(),
  }
}

async function serializable<Result>(
  db: Kysely<Schema>,
  guard: TransactionGuard,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db
        .transaction()
        .setIsolationLevel("serializable")
        .execute(async (tx) => await guard.run(async () => await work(tx)))
    } catch (error) {
      const code = postgresErrorCode(error)
      if (code === undefined || !RACES.has(code)) throw error
      if (tries === TRIES_MAX) throw lostEveryRace(error)
      await pause(Math.random() * Math.min(PAUSE_MS_MAX, 2 ** tries))
    }
  }
}

/** A violation that stays one is a bug; a race that is lost again and again is too much load. */
function lostEveryRace(cause: unknown): unknown {
  if (postgresErrorCode(cause)?.startsWith("23") === true) return cause
  return new Fault("store.unavailable", {
    public: "The database is too busy for this change. Try again",
    cause,
  })
}

/** The pool as Kysely sees it, with lost connections as faults and the guard at its door. */
function watched(pool: Pool, guard: TransactionGuard): PostgresPool {
  return {
    options: pool.options,
    end: async () => await pool.end(),
    connect: async () => {
      guard.check()
      try {
        return watchedClient(await pool.connect())
      } catch (cause) {
        throw postgresFault(cause)
      }
    },
  }
}

function watchedClient(client: PoolClient): PostgresPoolClient {
  const query = async (text: string, values: unknown[]): Promise<unknown> => {
    refuseNul(values)
    try {
      return await client.query(text, values)
    } catch (cause) {
      throw isLostConnection(cause) ? postgresFault(cause) : cause
    }
  }
  return {
    release: (destroy) => client.release(destroy),
    // Kysely's interface is a part of pg's. Its form with a cursor is never used: no class for cursors was given.
    query: query as PostgresPoolClient["query"],
  }
}

const INT8 = 20
const BYTEA = 17

/** `bigint` columns, counts and maxima as numbers, bytes as Uint8Array, as SQLite gives them; everything else as pg has it. */
function columnTypes(): TypeOverrides {
  const types = new TypeOverrides()
  types.setTypeParser(INT8, Number)
  // In text it is \x and two hexadecimal digits for each byte.
  types.setTypeParser(BYTEA, (text) => new Uint8Array(Buffer.from(text.slice(2), "hex")))
  return types
}
