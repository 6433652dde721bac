import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { newId } from "#base/ids.ts"
import { CompiledQuery, sql } from "kysely"
import { afterAll, describe, expect, it } from "vitest"
import { storeSuite } from "./contract.suite.ts"
import { allMigrations } from "./migrations/all-migrations.ts"
import { firstTables } from "./migrations/first-tables.ts"
import type { Migration } from "./migrations/migration.ts"
import { openSqlite } from "./open-sqlite.ts"
import { openStore } from "./open-store.ts"
import { owners } from "./owners.ts"
import { sessions } from "./sessions.ts"
import { settings } from "./settings.ts"
import { users } from "./users.ts"

const folder = mkdtempSync(join(tmpdir(), "modkeep-store-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const clock = { now: () => 1 }
const newFolder = () => mkdtempSync(join(folder, "f-"))
const addColumn: Migration = {
  number: allMigrations.length + 1,
  name: "colour of owners",
  statements: ({ text }) => [`alter table owners add column colour ${text}`],
}

describe("the store in SQLite", () => {
  storeSuite(async () => await openSqlite({ path: join(folder, "modkeep.db"), clock }))

  it("is readable by its user alone, the files beside it too", async () => {
    const inside = newFolder()
    const store = await openSqlite({ path: join(inside, "modkeep.db"), clock })
    await settings.put(store.db, "a", 1)
    const files = readdirSync(inside)
    expect(files).toContain("modkeep.db-wal")
    for (const file of files) expect(statSync(join(inside, file)).mode & 0o077).toBe(0)
    await store.close()
  })

  it("writes to the disk before a transaction is over", async () => {
    const path = join(newFolder(), "modkeep.db")
    const store = await openSqlite({ path, clock })
    // 2 is FULL; the journal keeps readers and the writer apart.
    const read = async (pragma: string) => {
      const { rows } = await store.db.executeQuery<Record<string, unknown>>(
        CompiledQuery.raw(`pragma ${pragma}`),
      )
      return Object.values(rows[0] ?? {})[0]
    }
    expect(await read("synchronous")).toBe(2)
    expect(await read("journal_mode")).toBe("wal")
    expect(await read("foreign_keys")).toBe(1)
    await store.close()
  })

  it("waits for another program's lock without standing still, and says so when it does not come free", async () => {
    const path = join(newFolder(), "modkeep.db")
    const store = await openSqlite({ path, clock })
    const other = new DatabaseSync(path)
    other.exec("begin immediate")
    let ticks = 0
    const timer = setInterval(() => ticks++, 10)
    const waits = settings.put(store.db, "a", 1)
    await expect.poll(() => ticks).toBeGreaterThan(10)
    other.exec("rollback")
    await waits
    other.exec("begin immediate")
    await expect(settings.put(store.db, "a", 2)).rejects.toThrow("store.unavailable")
    // The lock was found taken long enough: the next one is not made to wait again, and reading goes on.
    const begun = performance.now()
    await expect(settings.put(store.db, "a", 3)).rejects.toThrow("store.unavailable")
    expect(await settings.find(store.db, "a")).toBe(1)
    expect(performance.now() - begun).toBeLessThan(1_000)
    clearInterval(timer)
    other.close()
    await settings.put(store.db, "a", 4)
    await store.close()
  })

  it("holds after a restart what it held before", async () => {
    const path = join(newFolder(), "modkeep.db")
    const store = await openStore({ path }, clock)
    const id = newId("usr")
    await users.insert(store.db, { id, name: "Ada", createdAt: 1 })
    await store.close()
    const again = await openStore({ path }, clock)
    expect(await users.find(again.db, id)).toMatchObject({ name: "Ada" })
    await again.close()
  })

  it("is refused to a Modkeep that is older than its tables, untouched", async () => {
    const inside = newFolder()
    const path = join(inside, "modkeep.db")
    await (await openSqlite({ path, clock, migrations: [...allMigrations, addColumn] })).close()
    const before = readFileSync(path)
    await expect(openSqlite({ path, clock })).rejects.toMatchObject({ code: "store.newer_schema" })
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(inside)).toEqual(["modkeep.db"])
  })

  it("is copied before a migration changes data that is there", async () => {
    const inside = newFolder()
    const path = join(inside, "modkeep.db")
    const store = await openSqlite({ path, clock })
    await owners.insert(store.db, { id: newId("own"), name: "before", createdAt: 1 })
    await store.close()
    await (await openSqlite({ path, clock, migrations: [...allMigrations, addColumn] })).close()
    const copy = readdirSync(inside).find((file) =>
      file.includes(`before-schema-${addColumn.number}`),
    )
    const old = await openSqlite({ path: join(inside, copy ?? "none"), clock })
    expect(await owners.findByName(old.db, "before")).toBeDefined()
    await old.close()
    // Opened again there is nothing to migrate, and nothing to copy.
    await (await openSqlite({ path, clock, migrations: [...allMigrations, addColumn] })).close()
    expect(readdirSync(inside).filter((file) => file.includes("before"))).toHaveLength(1)
  })

  it("makes the first person of an older Modkeep its operator, and forgets no session", async () => {
    const path = join(newFolder(), "modkeep.db")
    const before = await openSqlite({ path, clock, migrations: [firstTables] })
    const [first, second] = [newId("usr", 1), newId("usr", 2)]
    for (const id of [second, first])
      await sql`insert into users values (${id}, 'Ada', 1)`.execute(before.db)
    const hash = new Uint8Array(32)
    await sql`insert into sessions values (${hash}, ${first}, 'console', null, 1, 1, 9)`.execute(
      before.db,
    )
    await before.close()
    const after = await openSqlite({ path, clock })
    expect(await users.first(after.db)).toMatchObject({ id: first, operator: true })
    expect(await users.find(after.db, second)).toMatchObject({ operator: false, signInName: null })
    expect(await sessions.find(after.db, hash)).toMatchObject({ user: first, via: "link" })
    await after.close()
  })

  it("keeps the old tables whole when a migration fails half way", async () => {
    const path = join(newFolder(), "modkeep.db")
    await (await openSqlite({ path, clock })).close()
    const broken = {
      ...addColumn,
      statements: () => ["alter table owners add column colour text", "no sql"],
    }
    await expect(
      openSqlite({ path, clock, migrations: [...allMigrations, broken] }),
    ).rejects.toThrow("syntax error")
    const database = new DatabaseSync(path)
    expect(database.prepare("select * from owners").columns()).toHaveLength(3)
    database.close()
    await (await openSqlite({ path, clock })).close()
  })

  it("can be copied while it is written to, and the copy has no transaction by half", async () => {
    const inside = newFolder()
    const store = await openSqlite({ path: join(inside, "modkeep.db"), clock })
    const target = join(inside, "copy.db")
    await settings.put(store.db, "a", 1)
    await settings.put(store.db, "b", 1)
    await store.transaction(async (tx) => {
      await settings.put(tx, "a", 2)
      await store.backupTo(target)
      await settings.put(tx, "b", 2)
    })
    await expect(store.backupTo(target)).rejects.toMatchObject({ code: "config.invalid" })
    await store.close()
    expect(statSync(target).mode & 0o777).toBe(0o600)
    const copy = await openSqlite({ path: target, clock })
    expect([await settings.find(copy.db, "a"), await settings.find(copy.db, "b")]).toEqual([1, 1])
    await copy.close()
  })

  it("leaves nothing of what was deleted in its files", async () => {
    const inside = newFolder()
    const path = join(inside, "modkeep.db")
    const canary = "canary-5b7e".repeat(400)
    const store = await openSqlite({ path, clock })
    await settings.put(store.db, "x", canary)
    await store.db.deleteFrom("settings").execute()
    await store.close()
    for (const file of readdirSync(inside)) {
      expect(readFileSync(join(inside, file), "utf8")).not.toContain("canary-5b7e")
    }
  })

  it("loses nothing when the disk is full, says so, and goes on when there is room", async () => {
    const path = join(newFolder(), "modkeep.db")
    const store = await openSqlite({ path, clock })
    await settings.put(store.db, "kept", 1)
    // SQLite's own limit fails exactly as a full disk does: SQLITE_FULL in the middle of a transaction.
    await sql`pragma max_page_count = 1`.execute(store.db)
    const save = async () =>
      await store.transaction(async (tx) => {
        await settings.put(tx, "kept", 2)
        await settings.put(tx, "large", "x".repeat(1_000_000))
      })
    await expect(save()).rejects.toMatchObject({
      code: "store.unavailable",
      public: expect.stringContaining("disk is full") as string,
    })
    expect(await settings.find(store.db, "kept")).toBe(1)
    await sql`pragma max_page_count = 100000`.execute(store.db)
    await save()
    expect(await settings.find(store.db, "kept")).toBe(2)
    await store.close()
  })

  it("says in plain words when its file is none of its own or cannot be opened", async () => {
    const inside = newFolder()
    const path = join(inside, "modkeep.db")
    writeFileSync(path, "this is no database, whatever its name says\n".repeat(50))
    const unavailable = { code: "store.unavailable" }
    await expect(openSqlite({ path, clock })).rejects.toMatchObject(unavailable)
    await expect(
      openSqlite({ path: join(inside, "none", "modkeep.db"), clock }),
    ).rejects.toMatchObject(unavailable)
    await expect(openStore({ url: "mysql://x" }, clock)).rejects.toMatchObject({
      code: "config.invalid",
    })
  })
})
