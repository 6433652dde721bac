// SQLite through node:sqlite for Kysely: one connection, held by one transaction or statement at a time, in order of arrival.
//
// Transactions begin IMMEDIATE: who writes has the write lock from the first statement on, so nothing fails half way.
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
import { sqliteFault } from "./sqlite-fault.ts"
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

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, Prepared>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    refuseNul(parameters)
    try {
      const { statement, returnsRows } = this.#prepare(sql)
      // The schema's column types are those that SQLite takes and gives; booleans and dates are in none of them.
      const values = parameters as readonly SQLInputValue[]
      if (returnsRows) return { rows: statement.all(...values) as Row[] }
      const { changes } = statement.run(...values)
      return { rows: [], numAffectedRows: BigInt(changes) }
    } catch (cause) {
      throw sqliteFault(cause)
    }
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
