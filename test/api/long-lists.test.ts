// Lists stay fast and whole with a thousand rows: a real server on data that was written into its store before it started.
import { join } from "node:path"

import { afterAll, beforeAll, expect, test } from "vitest"

import {
  newInstall,
  newModule,
  newVersion,
} from "../../packages/server/src/store/contract-rows.suite.ts"
import { apps } from "../../packages/server/src/store/apps.ts"
import { openSqlite } from "../../packages/server/src/store/open-sqlite.ts"
import { owners } from "../../packages/server/src/store/owners.ts"
import { users } from "../../packages/server/src/store/users.ts"
import { newId } from "../../packages/server/src/base/ids.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"

const ROWS = 1_000
const PAGE = 200
/** 7.1 gives a list 150 ms to its first row in the browser; the server's part of it. */
const ANSWER_MS_MAX = 100

let server: ModkeepServer
let module: string
let app: string

beforeAll(async () => {
  server = await startServer()
  await server.end()
  const store = await openSqlite({
    path: join(server.data, "modkeep.db"),
    clock: { now: Date.now },
  })
  const person = await users.first(store.db)
  const user = person?.id ?? newId("usr")
  const owner = (await owners.listOfUser(store.db, user))[0]?.id ?? newId("own")
  await store.transaction(async (tx) => {
    for (let n = 0; n < ROWS; n += 1) {
      await newModule(tx, { owner, user, name: `Module ${n}` })
      const row = { id: newId("app"), owner, name: `App ${n}`, createdAt: n, createdBy: user }
      await apps.insert(tx, row)
      app = row.id
    }
    const big = await newModule(tx, { owner, user, name: "Many versions" })
    module = big
    for (let n = 0; n < ROWS; n += 1) {
      const reads = Array.from({ length: 20 }, (_, line) => ({
        file: "app.py",
        line,
        keyPath: [`KEY_${line}`],
        via: "secrets" as const,
      }))
      const patch = { scan: { reads }, templateText: 'KEY = ""\n'.repeat(20) }
      const version = await newVersion(tx, { owner, user, module: big, patch })
      const place = { owner, user, app: row(app), version: version.id }
      await newInstall(tx, { ...place, name: `Install ${n}` })
    }
  })
  await store.close()
  await server.start()
})
afterAll(async () => {
  await server.dispose()
})

/** Ids of rows are texts once they are in a variable of the file. */
function row(id: string) {
  return id as ReturnType<typeof newId<"app">>
}

interface Listed {
  readonly items: readonly { readonly id: string; readonly name?: string }[]
  readonly next: string | null
}

async function list(path: string): Promise<Listed> {
  const answer = await fetch(`${server.origin}/api/v1${path}`, {
    headers: { authorization: `Bearer ${server.token}`, accept: "application/json" },
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Listed
}

const paths = () => [
  "/modules?",
  "/apps?",
  "/installs?",
  `/apps/${app}/installs?`,
  `/modules/${module}/versions?`,
  "/audit?",
  "/people?",
]

test("a page of 200 out of a thousand is answered within 100 ms", async () => {
  for (const path of paths()) {
    // The best of seven: what the machine does beside it is not the list's.
    let best = Infinity
    for (let n = 0; n < 7; n += 1) {
      const from = performance.now()
      await list(`${path}limit=${PAGE}`)
      best = Math.min(best, performance.now() - from)
    }
    expect(best, path).toBeLessThan(ANSWER_MS_MAX)
  }
})

test("the pages of a list, one after the other, hold every row once", async () => {
  for (const path of ["/modules?", "/apps?", "/installs?", `/modules/${module}/versions?`]) {
    const ids: string[] = []
    let cursor = ""
    for (;;) {
      const page = await list(`${path}limit=${PAGE}${cursor}`)
      ids.push(...page.items.map(({ id }) => id))
      if (page.next === null) break
      cursor = `&cursor=${encodeURIComponent(page.next)}`
    }
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBe(path === "/modules?" ? ROWS + 1 : ROWS)
  }
})

test("a list is narrowed to names that have a text in them, whatever its capitals, page after page", async () => {
  for (const [path, text, count] of [
    ["/modules?", "MODULE 99", 11],
    ["/apps?", "app 99", 11],
    ["/installs?", "install 99", 11],
    [`/apps/${app}/installs?`, "Install 99", 11],
    ["/modules?", "100%", 0],
    ["/modules?", "Module_99", 0],
  ] as const) {
    const name = encodeURIComponent(text)
    const first = await list(`${path}limit=6&name=${name}`)
    const rest =
      first.next === null ? [] : (await list(`${path}name=${name}&cursor=${first.next}`)).items
    expect([...first.items, ...rest]).toHaveLength(count)
  }
})
