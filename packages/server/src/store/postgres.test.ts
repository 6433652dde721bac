import { sql } from "kysely"
import { Client } from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startPostgres, type TestDatabase } from "../../../../test/support/postgres.ts"
import { storeSuite } from "./contract.suite.ts"
import { allMigrations } from "./migrations/all-migrations.ts"
import { openPostgres } from "./open-postgres.ts"
import { settings } from "./settings.ts"

const START_TIMEOUT_MS = 60_000
const clock = { now: () => 1 }

let database: TestDatabase
beforeAll(async () => {
  database = await startPostgres()
}, START_TIMEOUT_MS)
afterAll(async () => await database?.stop(), START_TIMEOUT_MS)

async function statement(text: string): Promise<void> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query(text)
  await client.end()
}

async function freshDatabase(name: string): Promise<string> {
  await statement(`create database modkeep_${name} template template0`)
  const url = new URL(database.url)
  url.pathname = `/modkeep_${name}`
  return url.href
}

describe("the store in PostgreSQL", () => {
  storeSuite(async () => await openPostgres({ url: database.url, clock }))

  it("is migrated once when several servers start at the same time", async () => {
    const url = await freshDatabase("fresh")
    const stores = await Promise.all([1, 2, 3].map(async () => await openPostgres({ url, clock })))
    const [first] = stores
    if (!first) throw new Error("three were opened")
    const { rows } = await sql`select number, name from schema_migrations`.execute(first.db)
    expect(rows).toEqual(allMigrations.map(({ number, name }) => ({ number, name })))
    for (const store of stores) await store.close()
  })

  it("keeps every write of two servers that change the same thing at once", async () => {
    const stores = [
      await openPostgres({ url: database.url, clock }),
      await openPostgres({ url: database.url, clock }),
    ]
    const [first] = stores
    if (!first) throw new Error("two were opened")
    await settings.put(first.db, "count", 0)
    await Promise.all(
      stores.flatMap((store) =>
        Array.from(
          { length: 10 },
          async () =>
            await store.transaction(async (tx) => {
              await settings.put(tx, "count", Number(await settings.find(tx, "count")) + 1)
            }),
        ),
      ),
    )
    expect(await settings.find(first.db, "count")).toBe(20)
    for (const store of stores) await store.close()
  })

  it("is refused to a Modkeep that is older than its tables", async () => {
    const url = await freshDatabase("newer")
    const newer = { number: allMigrations.length + 1, name: "later", statements: () => [] }
    const store = await openPostgres({
      url,
      clock,
      migrations: [...allMigrations, newer],
    })
    await store.close()
    await expect(openPostgres({ url, clock })).rejects.toMatchObject({
      code: "store.newer_schema",
    })
  })

  it("says so when the connection is lost in the middle of a transaction, and goes on with a new one", async () => {
    const store = await openPostgres({ url: await freshDatabase("lost"), clock })
    await settings.put(store.db, "a", 1)
    const work = store.transaction(async (tx) => {
      await settings.put(tx, "a", 2)
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await statement(`select pg_terminate_backend(${rows[0]?.pid})`)
      await settings.put(tx, "a", 3)
    })
    await expect(work).rejects.toMatchObject({ code: "store.unavailable" })
    expect(await settings.find(store.db, "a")).toBe(1)
    await store.close()
  })

  it("says in plain words when it cannot be reached", async () => {
    const url = "postgres://modkeep@127.0.0.1:1/modkeep"
    await expect(openPostgres({ url, clock })).rejects.toMatchObject({ code: "store.unavailable" })
  })
})
