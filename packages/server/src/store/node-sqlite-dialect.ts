// SQLite through node:sqlite for Kysely: one connection, held by one transaction or statement at a time, in order of arrival.
//
// Transactions begin IMMEDIATE: who writes has the write lock from the first statement on, so nothing fails half way.
import { setTimeout as sleep } from "node:timers/promises"
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely"
import { refuseNul } from "./refuse-nul.ts"
import { isBusy, sqliteFault } from "./sqlite-fault.ts"
import type { TransactionGuard } from "./transaction-guard.ts"

export function nodeSqliteDialect(database: DatabaseSync, guard: TransactionGuard): Dialect {
  return {
    createAdapter: () => new QueueingAdapter(),
    createDriver: () => new NodeSqliteDriver(database, guard),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** Says "many connections" so that Kysely leaves the queueing to the driver, whose guard comes before it. */
class QueueingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }

  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync
  readonly #guard: TransactionGuard
  readonly #connection: NodeSqliteConnection
  #last: Promise<void> = Promise.resolve()
  #release: () => void = () => {}

  constructor(database: DatabaseSync, guard: TransactionGuard) {
    this.#database = database
    this.#guard = guard
    this.#connection = new NodeSqliteConnection(database)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    this.#guard.check()
    const before = this.#last
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#last = promise
    await before
    this.#release = resolve
    return this.#connection
  }

  async releaseConnection(): Promise<void> {
    this.#release()
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full disk or an I/O error makes SQLite roll back by itself; a second rollback would hide the reason.
    if (this.#database.isTransaction) {
      await connection.executeQuery(CompiledQuery.raw("rollback"))
    }
  }

  async destroy(): Promise<void> {
    await this.#last
    if (this.#database.isOpen) this.#database.close()
  }
}

interface Prepared {
  readonly statement: StatementSync
  readonly returnsRows: boolean
}

// The server has some 150 different statements; lists of ids make a few more. Preparing one costs about what running it does.
const PREPARED_MAX = 500

// How long a command beside the server (a sign-in link, a backup) and the server wait for each other's write. SQLite's own
// timeout would hold up the whole process, pages of running modules included, so the waiting is done here.
const BUSY_WAIT_MS = 5_000
const BUSY_PAUSE_MS = 10

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, Prepared>()
  #lockedSince: number | undefined

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    refuseNul(query.parameters)
    for (;;) {
      try {
        const result = this.#run<Row>(query)
        // Reading needs no lock, so it says nothing of it.
        if (!/^select\b/i.test(query.sql)) this.#lockedSince = undefined
        return result
      } catch (cause) {
        if (!isBusy(cause) || !this.#mayWait()) throw sqliteFault(cause)
      }
      await sleep(BUSY_PAUSE_MS)
    }
  }

  /** Counted from the first statement that found the lock taken, so that a queue of them does not wait one after another. */
  #mayWait(): boolean {
    // What holds the write lock itself is never refused it; were it, the transaction begins anew.
    if (this.#database.isTransaction) return false
    this.#lockedSince ??= performance.now()
    return performance.now() - this.#lockedSince < BUSY_WAIT_MS
  }

  #run<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    const { statement, returnsRows } = this.#prepare(sql)
    // The schema's column types are those that SQLite takes and gives; booleans and dates are in none of them.
    const values = parameters as readonly SQLInputValue[]
    if (returnsRows) return { rows: statement.all(...values) as Row[] }
    const { changes } = statement.run(...values)
    return { rows: [], numAffectedRows: BigInt(changes) }
  }

  // Kysely's interface has it; nothing in the server streams rows, pages are bounded.
  streamQuery(): never {
    throw new Error("Streaming is not offered: read page by page")
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql)
    if (known) return known
    const statement = this.#database.prepare(sql)
    const prepared = { statement, returnsRows: statement.columns().length > 0 }
    if (this.#prepared.size >= PREPARED_MAX) this.#prepared.clear()
    this.#prepared.set(sql, prepared)
    return prepared
  }
}
