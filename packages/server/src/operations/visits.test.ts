// Who is let in to a page while somebody is being shut out.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { newId } from "#base/ids.ts"
import { randomOf } from "#base/random.ts"
import { issueSession } from "#identity/sign-in.ts"
import {
  newApp,
  newInstall,
  newModule,
  newOwner,
  newVersion,
  T,
} from "#store/contract-rows.suite.ts"
import { memberships } from "#store/memberships.ts"
import { openSqlite } from "#store/open-sqlite.ts"
import { sessions } from "#store/sessions.ts"
import { afterAll, expect, test } from "vitest"
import { Visits } from "./visits.ts"

const folder = mkdtempSync(join(tmpdir(), "modkeep-visits-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test("a person removed in the middle of a lookup is not let in after it, at whatever moment it happens", async () => {
  const path = join(folder, "modkeep.db")
  const clock = { now: () => T }
  const store = await openSqlite({ path, clock })
  // A second connection removes within one instant, so that every step of the lookup has its turn.
  const beside = new DatabaseSync(path)
  const remove = beside.prepare(`delete from memberships where "user" = ?`)
  const { install, owner, user, cookie } = await store.transaction(async (tx) => {
    const who = await newOwner(tx)
    const module = await newModule(tx, { ...who, name: "m" })
    const { id: version } = await newVersion(tx, { ...who, module, patch: {} })
    const app = await newApp(tx, { ...who, name: "a" })
    const { id } = await newInstall(tx, { ...who, app, version, name: newId("ins") })
    const { text, ...session } = issueSession(T)
    const page = { kind: "install", install: id, via: "code", authenticatedAt: T } as const
    await sessions.insert(tx, { ...session, ...page, user: who.user })
    return { install: id, ...who, cookie: text }
  })
  const admitted = new Set<boolean>()
  for (let after = 0; ; after++) {
    await memberships.put(store.db, { owner, user, role: "owner", createdAt: T })
    const visits = new Visits({ store, clock }, randomOf(32))
    let isOver = false
    const looking = Promise.resolve(visits.check(cookie, install)).then((visitor) => {
      isOver = true
      return visitor
    })
    for (let tick = 0; tick < after; tick++) await Promise.resolve()
    const wasOver = isOver
    remove.run(user)
    visits.forget({ user })
    admitted.add((await looking) !== undefined)
    expect(await visits.check(cookie, install), `after ${after} steps`).toBeUndefined()
    if (wasOver) break
  }
  expect(admitted).toEqual(new Set([true, false]))
  beside.close()
  await store.close()
})
