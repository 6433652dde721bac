import { Client } from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startPostgres, type TestDatabase } from "../../../../test/support/postgres.ts"
import { storeSuite } from "./contract.suite.ts"
import { firstTables } from "./migrations/first-tables.ts"
import { openPostgres } from "./open-postgres.ts"
import { settings } from "./settings.ts"

const START_TIMEOUT_MS = 60_000
const clock = { now: () => 1 }

let database: TestDatabase
beforeAll(async () => {
  database = await startPostgres()
}, START_TIMEOUT_MS)
afterAll(async () => await database?.stop(), START_TIMEOUT_MS)

describe("the store in PostgreSQL", () => {
  storeSuite(async () => await openPostgres({ url: database.url, clock }))

  it("is migrated once when several servers start at the same time", async () => {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    await client.query("drop schema public cascade")
    await client.query("create schema public")
    const stores = await Promise.all(
      [1, 2, 3].map(async () => await openPostgres({ url: database.url, clock })),
    )
    const { rows } = await client.query("select number, name from schema_migrations")
    expect(rows).toEqual([{ number: "1", name: "first tables" }])
    await client.end()
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
    const newer = { ...firstTables, number: 2, name: "later", statements: () => [] }
    const store = await openPostgres({
      url: database.url,
      clock,
      migrations: [firstTables, newer],
    })
    await store.close()
    await expect(openPostgres({ url: database.url, clock })).rejects.toMatchObject({
      code: "store.newer_schema",
    })
  })

  it("says in plain words when it cannot be reached", async () => {
    const url = "postgres://modkeep@127.0.0.1:1/modkeep"
    await expect(openPostgres({ url, clock })).rejects.toMatchObject({ code: "store.unavailable" })
  })
})
