// More kills: MODKEEP_TEST_KILLS=10000.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { run } from "#base/run.ts"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { auditRecords } from "./audit-records.ts"
import { lockData } from "./lock-data.ts"
import { openSqlite } from "./open-sqlite.ts"
import { secretDocuments } from "./secret-documents.ts"
import { secretRevisions } from "./secret-revisions.ts"

const kills = Number(process.env["MODKEEP_TEST_KILLS"] ?? 24)
const timeoutMs = 30_000 + kills * 2_000

const folder = mkdtempSync(join(tmpdir(), "modkeep-crash-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Child {
  readonly pid: Promise<number>
  readonly ended: Promise<unknown>
}

/** Starts a program that says `pid <number>` when it is ready. */
function start(args: readonly string[], onLine: (line: string) => void = () => {}): Child {
  const { promise: pid, resolve, reject } = Promise.withResolvers<number>()
  const ended = run({
    command: process.execPath,
    args,
    env: {},
    timeoutMs,
    outputBytesMax: 100_000,
    onStdout: (line) => {
      if (line.startsWith("pid ")) resolve(Number(line.slice(4)))
      else onLine(line)
    },
  }).then(({ stderr }) => reject(new Error(`It ended before it was ready: ${stderr}`)))
  return { pid, ended }
}

describe("a store whose writer is killed at any moment", () => {
  const path = join(folder, "modkeep.db")
  let saved = 0

  beforeAll(async () => {
    for (let kill = 0; kill < kills; kill += 1) {
      const after = saved + Math.ceil(Math.random() * 20)
      const { promise: reached, resolve } = Promise.withResolvers<void>()
      const writer = start(
        [fileURLToPath(new URL("./crash-writer-under-test.ts", import.meta.url)), path],
        (line) => {
          saved = Number(line.slice("saved ".length))
          if (saved >= after) resolve()
        },
      )
      const pid = await writer.pid
      await reached
      // A save takes about a millisecond here: the blow falls anywhere in one.
      await pause(Math.random() * 3)
      process.kill(pid, "SIGKILL")
      await writer.ended
    }
  }, timeoutMs)

  it("has every save that was acknowledged, and nothing by half", async () => {
    const store = await openSqlite({ path, clock: { now: () => 1 } })
    // The first writer made it, the others went on with it.
    const row = await store.db.selectFrom("secretDocuments").select("id").executeTakeFirstOrThrow()
    const document = await secretDocuments.get(store.db, row.id)
    const revisions = await secretRevisions.listChanges(store.db, document.id)
    expect(saved).toBeGreaterThanOrEqual(kills)
    expect(document.head).toBeGreaterThanOrEqual(saved)
    const numbers = Array.from({ length: document.head }, (_, index) => index + 1)
    expect(revisions.map(({ number }) => number)).toEqual(numbers)
    expect(revisions.filter(({ state }) => state === "current")).toMatchObject([
      { number: document.head },
    ])
    const audited = await auditRecords.listAfter(store.db, 0, document.head + 1)
    expect(audited.map(({ record }) => Number(record))).toEqual(numbers)
    await store.close()
  })
})

describe("the lock of a data folder", () => {
  const holder = () =>
    start([
      // The lock must outlive a garbage collection although nothing else holds it.
      "--expose-gc",
      "--input-type=module",
      "--eval",
      `import { lockData } from ${JSON.stringify(join(import.meta.dirname, "lock-data.ts"))}
       lockData(${JSON.stringify(folder)})
       gc()
       console.log("pid " + process.pid)
       setInterval(() => {}, 1000)`,
    ])

  it("names the process that holds it, and is free when that one is killed", async () => {
    const child = holder()
    const pid = await child.pid
    expect(() => lockData(folder)).toThrow(new RegExp(`store\\.locked.*process ${pid}\\)`))
    expect(() => lockData(folder)).toThrow("store.locked")
    process.kill(pid, "SIGKILL")
    await child.ended
    const lock = lockData(folder)
    expect(() => lockData(folder)).toThrow(`process ${process.pid}`)
    lock.release()
    lock.release()
    lockData(folder).release()
  })

  it("says which folder it cannot use", () => {
    expect(() => lockData(join(folder, "none"))).toThrow("store.unavailable")
  })
})
