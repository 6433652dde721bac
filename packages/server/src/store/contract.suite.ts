// What every store guarantees, whichever database it is in. `sqlite.test.ts` and `postgres.test.ts` run it.
import { newId } from "#base/ids.ts"
import { randomOf } from "#base/random.ts"
import type { AppId, ModuleId, OwnerId, UserId, VersionId } from "@modkeep/contract/ids"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { admissions } from "./admissions.ts"
import { apps } from "./apps.ts"
import { buildEvents } from "./build-events.ts"
import {
  appRow,
  environmentRow,
  newApp,
  newInstall,
  newModule,
  newOwner,
  newRevision,
  newVersion,
  T,
  tokenRow,
} from "./contract-rows.suite.ts"
import { workSuite } from "./contract-work.suite.ts"
import { credentials } from "./credentials.ts"
import { environments } from "./environments.ts"
import { installRuns } from "./install-runs.ts"
import { type Install, installs } from "./installs.ts"
import { keyringState } from "./keyring-state.ts"
import { memberships } from "./memberships.ts"
import { moduleShares } from "./module-shares.ts"
import { modules } from "./modules.ts"
import { ownerKeys } from "./owner-keys.ts"
import { owners } from "./owners.ts"
import { processes } from "./processes.ts"
import { secretDocuments } from "./secret-documents.ts"
import { secretRevisions } from "./secret-revisions.ts"
import { passwords } from "./passwords.ts"
import { sessions } from "./sessions.ts"
import { settings } from "./settings.ts"
import { signInLinks } from "./sign-in-links.ts"
import type { Store } from "./store.ts"
import { tokens } from "./tokens.ts"
import { users } from "./users.ts"
import { type Version, versions } from "./versions.ts"

export function storeSuite(open: () => Promise<Store>): void {
  let store: Store
  let owner: OwnerId
  let user: UserId

  beforeAll(async () => {
    store = await open()
  })
  afterAll(async () => await store?.close())
  beforeEach(async () => {
    ;({ owner, user } = await store.transaction(newOwner))
  })

  const db = () => store.db
  const inModule = async (name = "notes") => await newModule(db(), { owner, user, name })
  const inVersion = async (module: ModuleId, patch: Partial<Version> = {}) =>
    await store.transaction(async (tx) => await newVersion(tx, { owner, user, module, patch }))
  const inApp = async (name = "desk") => await newApp(db(), { owner, user, name })
  const inInstall = async (app: AppId, version: VersionId, name = newId("ins") as string) =>
    await store.transaction(async (tx) => await newInstall(tx, { owner, user, app, version, name }))

  describe("transactions", () => {
    it("keep nothing when the work fails", async () => {
      const id = newId("usr")
      const work = store.transaction(async (tx) => {
        await users.insert(tx, { id, name: "Ada", createdAt: T })
        throw new Error("no")
      })
      await expect(work).rejects.toThrow("no")
      expect(await users.find(db(), id)).toBeUndefined()
    })

    it("never lose an increment to another one at the same time", async () => {
      await settings.put(db(), "count", 0)
      const increment = async () =>
        await store.transaction(async (tx) => {
          const count = Number(await settings.find(tx, "count"))
          await new Promise((resolve) => setImmediate(resolve))
          await settings.put(tx, "count", count + 1)
        })
      await Promise.all(Array.from({ length: 8 }, increment))
      expect(await settings.find(db(), "count")).toBe(8)
    })

    it("are not gone around: a query outside of tx is a bug that is named, not a wait for ever", async () => {
      const work = store.transaction(async () => await users.find(store.db, user))
      await expect(work).rejects.toThrow("only its tx is used")
      expect(await users.find(store.db, user)).toBeDefined()
    })

    it("refuse text that one of the databases could not hold, and keep nothing of it", async () => {
      const id = newId("usr")
      await expect(
        store.transaction(async (tx) => {
          await users.insert(tx, { id, name: "Ada", createdAt: T })
          await settings.put(tx, "a\0b", 1)
        }),
      ).rejects.toMatchObject({ code: "request.malformed" })
      expect(await users.find(db(), id)).toBeUndefined()
      await settings.put(db(), "nul", "a\0b")
      expect(await settings.find(db(), "nul")).toBe("a\0b")
    })

    it("refuse rows that point nowhere", async () => {
      await expect(
        apps.insert(db(), { ...appRow({ owner, user, name: "x" }), owner: newId("own") }),
      ).rejects.toThrow(/foreign key/i)
    })
  })

  describe("people", () => {
    it("have a role in each of their owners", async () => {
      expect(await owners.listOfUser(db(), user)).toMatchObject([{ id: owner, role: "owner" }])
      await memberships.put(db(), { owner, user, role: "member", createdAt: T })
      expect(await memberships.listOfUser(db(), user)).toMatchObject([{ owner, role: "member" }])
      expect(await memberships.countOfRole(db(), owner, "owner")).toBe(0)
      expect((await memberships.list(db(), { owner, limit: 5 })).items).toMatchObject([
        { user, userName: "Ada" },
      ])
      expect(await memberships.remove(db(), owner, user)).toBe(true)
      expect(await memberships.remove(db(), owner, user)).toBe(false)
      expect(await memberships.find(db(), owner, user)).toBeUndefined()
    })

    it("are found by their sign-in name until they are removed, and by id for ever", async () => {
      const [id, name] = [newId("usr"), newId("usr").toLowerCase()]
      const person = { id, name: `Dana 100%_${name}`, createdAt: T }
      await users.insert(db(), { ...person, signInName: name, operator: true })
      await expect(
        users.insert(db(), { ...person, id: newId("usr"), signInName: name }),
      ).rejects.toThrow(/unique/i)
      expect(await users.findBySignInName(db(), name)).toMatchObject({ id, operator: true })
      const named = async (text: string) =>
        (await users.list(db(), { limit: 9, name: text })).items.map((found) => found.id)
      expect(await named(`dana 100%_${name.slice(0, 12)}`)).toContain(id)
      expect(await named(`100_%${name}`)).toEqual([])
      const operators = await users.countOperators(db())
      await users.remove(db(), id, T)
      expect(await users.countOperators(db())).toBe(operators - 1)
      expect(await users.findBySignInName(db(), name)).toBeUndefined()
      expect(await users.findActive(db(), id)).toBeUndefined()
      expect(await named(name)).toEqual([])
      expect(await users.get(db(), id)).toMatchObject({ name: person.name, removedAt: T })
      await users.insert(db(), { ...person, id: newId("usr"), signInName: name })
    })

    it("have one password at most, and are listed with whether they have one", async () => {
      const cost = { memoryKib: 1, passes: 1, parallelism: 1, createdAt: T }
      expect(await passwords.find(db(), user)).toBeUndefined()
      expect(await users.findListed(db(), user)).toMatchObject({
        hasPassword: false,
        signedInAt: null,
      })
      for (const salt of [randomOf(16), randomOf(16)]) {
        const row = { ...cost, user, salt, hash: randomOf(32) }
        await passwords.put(db(), row)
        expect(await passwords.find(db(), user)).toEqual(row)
      }
      expect(await passwords.any(db())).toBe(true)
      expect(await users.findListed(db(), user)).toMatchObject({ hasPassword: true })
      await passwords.remove(db(), user)
      expect(await passwords.find(db(), user)).toBeUndefined()
    })

    it("are found by id, and a missing one is a fault with a way on", async () => {
      expect(await owners.get(db(), owner)).toMatchObject({ id: owner, createdAt: T })
      await expect(owners.get(db(), newId("own"))).rejects.toMatchObject({
        code: "owner.not_found",
      })
      await expect(users.get(db(), newId("usr"))).rejects.toMatchObject({ code: "user.not_found" })
      expect(await owners.count(db())).toBeGreaterThan(0)
    })

    it("sign in with a link once and only before it expires", async () => {
      const link = { hash: randomOf(32), user, createdAt: T, expiresAt: T + 1000, spentAt: null }
      await signInLinks.insert(db(), link)
      expect(await signInLinks.spend(db(), link.hash, T + 1000)).toBeUndefined()
      const spent = await Promise.all(
        [1, 2, 3].map(async () => await signInLinks.spend(db(), link.hash, T + 5)),
      )
      expect(spent.filter(Boolean)).toMatchObject([{ user, spentAt: T + 5 }])
      await signInLinks.removeExpired(db(), T + 5000)
      expect(await signInLinks.spend(db(), link.hash, T + 5)).toBeUndefined()
    })

    it("hold sessions until these are removed or expire", async () => {
      const session = {
        hash: randomOf(32),
        user,
        kind: "console" as const,
        install: null,
        via: "link" as const,
        createdAt: T,
        authenticatedAt: T,
        expiresAt: T + 10,
      }
      await sessions.insert(db(), session)
      expect(await sessions.find(db(), session.hash)).toMatchObject({ user, authenticatedAt: T })
      await sessions.touch(db(), session.hash, T + 1)
      await sessions.touch(db(), session.hash, T + 2)
      await sessions.renew(db(), session.hash, T + 3)
      const others = { ...session, hash: randomOf(32) }
      await sessions.insert(db(), { ...others, browser: "Firefox" })
      expect(await sessions.listOfUser(db(), user, T)).toHaveLength(2)
      expect((await users.findListed(db(), user))?.signedInAt).toBe(T + 3)
      await sessions.removeOthers(db(), user, session.hash)
      expect(await sessions.listOfUser(db(), user, T)).toMatchObject([
        { hash: session.hash, authenticatedAt: T + 3, lastUsedAt: T + 1, installName: null },
      ])
      expect(await sessions.listOfUser(db(), user, T + 10)).toEqual([])
      await sessions.removeExpired(db(), T + 10)
      expect(await sessions.find(db(), session.hash)).toBeUndefined()
    })

    it("list, use and revoke tokens", async () => {
      const made = [1, 2, 3].map((number) => tokenRow({ owner, user, name: `t${number}` }))
      for (const token of made) await tokens.insert(db(), token)
      const [first] = made
      if (!first) throw new Error("three tokens were made")
      expect(await tokens.findByHash(db(), first.hash)).toEqual(first)
      await tokens.touch(db(), first.id, T + 100)
      await tokens.touch(db(), first.id, T + 200)
      expect((await tokens.get(db(), first.id)).lastUsedAt).toBe(T + 100)
      const page = await tokens.list(db(), { user, limit: 2 })
      expect(page.items.map((token) => token.name)).toEqual(["t1", "t2"])
      const rest = await tokens.list(db(), { user, limit: 2, cursor: page.next ?? "" })
      expect(rest).toMatchObject({ items: [{ name: "t3" }], next: null })
      expect(await tokens.revoke(db(), first.id, T)).toBe(true)
      expect(await tokens.revoke(db(), first.id, T)).toBe(false)
      await expect(tokens.get(db(), first.id)).rejects.toMatchObject({ code: "token.not_found" })
      await tokens.revokeOfMember(db(), { owner, user }, T)
      expect((await tokens.list(db(), { user, limit: 9 })).items).toEqual([])
    })
  })

  describe("modules", () => {
    it("have a name of their own within an owner", async () => {
      const module = await inModule("notes")
      await expect(inModule("notes")).rejects.toMatchObject({ code: "module.name_taken" })
      const other = await inModule("other")
      await expect(modules.update(db(), other, { name: "notes" })).rejects.toMatchObject({
        code: "module.name_taken",
      })
      const changed = await modules.update(db(), module, { name: "notes", directory: "app" })
      expect(changed.directory).toBe("app")
      expect(await modules.get(db(), module)).toEqual(changed)
    })

    it("are seen by the owner and those they are shared with, by nobody else", async () => {
      const module = await inModule()
      const friend = (await store.transaction(newOwner)).owner
      const seen = async (by: OwnerId[]) =>
        (await modules.list(db(), { owners: by, limit: 10 })).items.map((item) => item.id)
      expect(await seen([owner])).toEqual([module])
      expect(await seen([friend])).toEqual([])
      expect(await seen([])).toEqual([])
      const share = { module, owner: friend, createdAt: T, createdBy: user }
      await moduleShares.put(db(), share)
      await moduleShares.put(db(), share)
      expect(await moduleShares.list(db(), module)).toEqual([share])
      expect(await moduleShares.isSharedWith(db(), module, [friend])).toBe(true)
      expect(await seen([friend])).toEqual([module])
      expect(await moduleShares.remove(db(), module, friend)).toBe(true)
      expect(await moduleShares.isSharedWith(db(), module, [friend])).toBe(false)
    })

    it("cannot be removed while an install uses one of their versions", async () => {
      const module = await inModule()
      const version = await inVersion(module)
      const install = await inInstall(await inApp(), version.id)
      expect(await modules.remove(db(), module)).toEqual([install.id])
      expect(await versions.remove(db(), version.id)).toEqual([install.id])
      expect(await versions.find(db(), version.id)).toBeDefined()
      await installs.remove(db(), install.id)
      expect(await modules.remove(db(), module)).toEqual([])
      expect(await modules.find(db(), module)).toBeUndefined()
      expect(await versions.find(db(), version.id)).toBeUndefined()
    })

    it("take their documents and values with them", async () => {
      const module = await inModule()
      const version = await inVersion(module)
      await newRevision(db(), version.document, 1)
      await modules.remove(db(), module)
      expect(await secretDocuments.find(db(), version.document)).toBeUndefined()
      expect(await secretRevisions.find(db(), version.document, 1)).toBeUndefined()
    })

    it("hold one credential, and a new one replaces it", async () => {
      const module = await inModule()
      const credential = {
        module,
        kind: "ssh-key" as const,
        envelope: randomOf(40),
        publicPart: "ssh-ed25519 AAAA",
        createdAt: T,
        createdBy: user,
      }
      await credentials.put(db(), credential)
      const next = { ...credential, kind: "https-token" as const, publicPart: null }
      await credentials.put(db(), next)
      const found = await credentials.find(db(), module)
      expect(found).toMatchObject({ kind: "https-token", publicPart: null })
      expect(Buffer.from(found?.envelope ?? []).equals(Buffer.from(next.envelope))).toBe(true)
      expect(await credentials.remove(db(), module)).toBe(true)
      expect(await credentials.find(db(), module)).toBeUndefined()
    })
  })

  describe("versions", () => {
    it("are numbered per module and listed newest first, page by page", async () => {
      const module = await inModule()
      for (let count = 0; count < 5; count += 1) await inVersion(module)
      const first = await versions.list(db(), { module, limit: 2 })
      expect(first.items.map((item) => item.number)).toEqual([5, 4])
      // A newer version that arrives meanwhile does not shift the pages.
      await inVersion(module)
      const second = await versions.list(db(), { module, limit: 2, cursor: first.next ?? "" })
      expect(second.items.map((item) => item.number)).toEqual([3, 2])
      const last = await versions.list(db(), { module, limit: 2, cursor: second.next ?? "" })
      expect(last).toMatchObject({ items: [{ number: 1 }], next: null })
      expect(await versions.latest(db(), module)).toMatchObject({ number: 6, owner })
      await expect(
        versions.list(db(), { module, limit: 2, cursor: "x' or 1" }),
      ).rejects.toMatchObject({ code: "request.malformed" })
    })

    it("come back as they were stored", async () => {
      const stored = await inVersion(await inModule(), {
        scan: { reads: [{ path: "A", file: "app.py", line: 3 }] },
        options: { extraPackages: ["clarifai-utils==0.1.20"] },
        warnings: ["yanked"],
        templateFound: true,
        templateText: 'A = "ä🌍\0"\r\n',
      })
      expect(await versions.get(db(), stored.id)).toEqual({ ...stored, owner })
    })

    it("end their build once", async () => {
      const version = await inVersion(await inModule(), { state: "building" })
      expect((await versions.listBuilding(db())).map((item) => item.id)).toContain(version.id)
      const failure = { code: "environment.build", title: "No", detail: "No" }
      expect(await versions.markFailed(db(), version.id, failure, T + 1)).toBe(true)
      const result = { environment: "e", python: "3.11", streamlit: "1.40.2", warnings: [] }
      expect(await versions.markReady(db(), version.id, result, T + 2)).toBe(false)
      expect(await versions.get(db(), version.id)).toMatchObject({ state: "failed", failure })
      expect(await versions.retry(db(), version.id, { python: "3.10" })).toBe(true)
      expect(await versions.retry(db(), version.id, {})).toBe(false)
      expect(await versions.markReady(db(), version.id, result, T + 2)).toBe(true)
      expect(await versions.get(db(), version.id)).toMatchObject({
        state: "ready",
        failure: null,
        options: { python: "3.10" },
        builtAt: T + 2,
      })
      const ready = await versions.list(db(), { module: version.module, limit: 5, readyOnly: true })
      expect(ready.items).toHaveLength(1)
    })

    it("number the events of their build without gaps", async () => {
      const { id } = await inVersion(await inModule())
      const event = { step: "resolve", level: "info" as const, text: "…" }
      for (const at of [T, T + 1, T + 2]) await buildEvents.append(db(), id, { ...event, at })
      expect(await buildEvents.list(db(), id, { after: 1, limit: 10 })).toEqual([
        { ...event, at: T + 1, sequence: 2 },
        { ...event, at: T + 2, sequence: 3 },
      ])
    })

    it("keep the environments they name from the reaper", async () => {
      const used = environmentRow()
      const unused = environmentRow()
      for (const row of [used, unused]) await environments.put(db(), row)
      await environments.put(db(), { ...used, files: 7 })
      expect((await environments.find(db(), used.id))?.files).toBe(7)
      await inVersion(await inModule(), { environment: used.id })
      const ids = (await environments.listUnused(db(), T + 1)).map((row) => row.id)
      expect(ids).toContain(unused.id)
      expect(ids).not.toContain(used.id)
      await environments.touch(db(), unused.id, T + 5)
      expect((await environments.listUnused(db(), T + 1)).map((row) => row.id)).not.toContain(
        unused.id,
      )
      await environments.remove(db(), unused.id)
      expect((await environments.list(db())).map((row) => row.id)).not.toContain(unused.id)
    })
  })

  describe("apps and installs", () => {
    it("count what is in an app and refuse to remove one that is not empty", async () => {
      const app = await inApp()
      expect((await apps.get(db(), app)).installs).toBe(0)
      const version = await inVersion(await inModule())
      const install = await inInstall(app, version.id)
      expect((await apps.list(db(), { owners: [owner], limit: 3 })).items).toMatchObject([
        { id: app, installs: 1 },
      ])
      expect(await apps.remove(db(), app)).toEqual([install.id])
      expect(await installs.remove(db(), install.id)).toBe(true)
      expect(await installs.remove(db(), install.id)).toBe(false)
      expect(await apps.remove(db(), app)).toEqual([])
      await expect(apps.get(db(), app)).rejects.toMatchObject({ code: "app.not_found" })
    })

    it("name apps within an owner and installs within an app", async () => {
      const app = await inApp("desk")
      await expect(inApp("desk")).rejects.toMatchObject({ code: "app.name_taken" })
      await inApp("other")
      await expect(apps.update(db(), app, { name: "other" })).rejects.toMatchObject({
        code: "app.name_taken",
      })
      expect((await apps.update(db(), app, { name: "third" })).name).toBe("third")
      const version = await inVersion(await inModule())
      const install = await inInstall(app, version.id, "one")
      await expect(inInstall(app, version.id, "one")).rejects.toMatchObject({
        code: "install.name_taken",
      })
      expect(await installs.findByName(db(), app, "one")).toMatchObject({ id: install.id })
    })

    it("come back as they were stored, with owner and module", async () => {
      const module = await inModule()
      const version = await inVersion(module)
      const install = await inInstall(await inApp(), version.id)
      expect(await installs.get(db(), install.id)).toEqual({ ...install, owner, module })
      const patch = { query: { user_id: "me" }, showNavigation: true, idleMinutes: 0 }
      await installs.update(db(), install.id, patch)
      await installs.update(db(), install.id, {})
      await installs.setWish(db(), install.id, "off")
      const failure = { code: "engine.exited", title: "It ended", detail: "Memory" }
      await installs.setFailure(db(), install.id, failure)
      const found = await installs.get(db(), install.id)
      expect(found).toMatchObject({ ...patch, wish: "off", failure })
      expect((await installs.listOfVersion(db(), version.id)).map((row) => row.id)).toEqual([
        install.id,
      ])
      expect((await installs.listAll(db())).map((row) => row.id)).toContain(install.id)
    })

    it("give each install a user id that no other ever had", async () => {
      const app = await inApp()
      const version = await inVersion(await inModule())
      const made = await Promise.all(
        Array.from({ length: 6 }, async () => await inInstall(app, version.id)),
      )
      const last = made.reduce((a, b) => (a.uid > b.uid ? a : b))
      await installs.remove(db(), last.id)
      const next = await inInstall(app, version.id)
      const uids = [...made, next].map((install) => install.uid)
      expect(new Set(uids).size).toBe(7)
      expect(Math.min(...uids)).toBeGreaterThanOrEqual(200_000)
    })

    it("let a visitor in once, to the install the code was made for", async () => {
      const app = await inApp()
      const version = await inVersion(await inModule())
      const [one, two] = [await inInstall(app, version.id), await inInstall(app, version.id)]
      const code = {
        hash: randomOf(32),
        install: one.id,
        user,
        createdAt: T,
        expiresAt: T + 60,
        spentAt: null,
      }
      await admissions.insert(db(), code)
      const spend = async (install: Install) =>
        await admissions.spend(db(), { hash: code.hash, install: install.id }, T + 1)
      expect(await spend(two)).toBeUndefined()
      expect(await spend(one)).toMatchObject({ user })
      expect(await spend(one)).toBeUndefined()
    })

    it("remember what ran together, each change once", async () => {
      const version = await inVersion(await inModule())
      const install = await inInstall(await inApp(), version.id)
      const run = { install: install.id, version: version.id, versionRevision: 1, at: T }
      await installRuns.append(db(), { ...run, installRevision: 1 })
      await installRuns.append(db(), { ...run, installRevision: 1, at: T + 1 })
      await installRuns.append(db(), { ...run, installRevision: 2 })
      expect(await installRuns.list(db(), install.id, 9)).toHaveLength(2)
    })

    it("know the processes that run and what they acknowledged last", async () => {
      const version = await inVersion(await inModule())
      const install = await inInstall(await inApp(), version.id)
      const id = newId("prc")
      await processes.insert(db(), {
        id,
        install: install.id,
        pid: 4711,
        version: version.id,
        startedAt: T,
        versionRevision: 1,
        installRevision: 1,
        acknowledgedAt: null,
        endedAt: null,
        ending: null,
      })
      await processes.acknowledge(db(), id, { versionRevision: 2, installRevision: 3, at: T + 9 })
      await processes.acknowledge(db(), id, { versionRevision: 1, installRevision: 3, at: T + 8 })
      expect(await processes.get(db(), id)).toMatchObject({ pid: 4711, versionRevision: 2 })
      expect(await processes.listLiveOfInstall(db(), install.id)).toHaveLength(1)
      expect(await processes.end(db(), id, { at: T + 10, ending: "asleep" })).toBe(true)
      expect(await processes.end(db(), id, { at: T + 11, ending: "killed" })).toBe(false)
      expect(await processes.listLiveOfInstall(db(), install.id)).toEqual([])
      await processes.removeEndedBefore(db(), T + 11)
      await expect(processes.get(db(), id)).rejects.toMatchObject({ code: "process.not_found" })
    })
  })

  describe("secrets documents", () => {
    it("move their head from the number the writer saw, or not at all", async () => {
      const { document } = await inVersion(await inModule())
      const move = async (from: number, to: number) =>
        await secretDocuments.moveHead(db(), document, { from, to, mac: randomOf(32) })
      expect(await move(0, 1)).toBe(true)
      expect(await move(0, 2)).toBe(false)
      expect(await secretDocuments.get(db(), document)).toMatchObject({ head: 1, staged: null })
      expect((await Promise.all([move(1, 2), move(1, 3)])).filter(Boolean)).toHaveLength(1)
    })

    it("never store two revisions of one number", async () => {
      const { document } = await inVersion(await inModule())
      await newRevision(db(), document, 1)
      await expect(newRevision(db(), document, 1)).rejects.toThrow(/unique/i)
      expect(await secretRevisions.nextNumber(db(), document)).toBe(2)
    })

    it("give back a revision byte for byte, and list them newest first", async () => {
      const { document } = await inVersion(await inModule())
      const stored = await newRevision(db(), document, 1)
      await newRevision(db(), document, 2)
      const found = await secretRevisions.get(db(), document, 1)
      expect(Buffer.from(found.envelope).equals(Buffer.from(stored.envelope))).toBe(true)
      expect(found.changes).toEqual(stored.changes)
      expect(found.parentDigest).toBeNull()
      const page = await secretRevisions.list(db(), { document, limit: 1 })
      expect(page).toMatchObject({ items: [{ number: 2 }], next: "2" })
      await secretRevisions.setState(db(), document, { number: 1, state: "past" })
      expect(await secretRevisions.listChanges(db(), document)).toMatchObject([
        { number: 1, state: "past", changes: { added: ["A"] } },
        { number: 2 },
      ])
      await expect(secretRevisions.get(db(), document, 9)).rejects.toMatchObject({
        code: "revision.not_found",
      })
    })

    it("remember a staged revision and what the author said is not needed", async () => {
      const { document } = await inVersion(await inModule())
      await secretDocuments.setStaged(db(), document, 4)
      await secretDocuments.setAcknowledged(db(), document, ["A", 'b."c d"'])
      expect(await secretDocuments.get(db(), document)).toMatchObject({
        staged: 4,
        acknowledged: ["A", 'b."c d"'],
      })
      await secretDocuments.setStaged(db(), document, null)
      expect((await secretDocuments.get(db(), document)).staged).toBeNull()
    })

    it("keep the newest key of an owner in front, and one keyring state", async () => {
      const key = { owner, term: 1, wrapped: randomOf(60), createdAt: T }
      await ownerKeys.insert(db(), key)
      await ownerKeys.insert(db(), { ...key, term: 2 })
      expect((await ownerKeys.find(db(), owner))?.term).toBe(2)
      expect((await ownerKeys.listAll(db())).filter((row) => row.owner === owner)).toHaveLength(2)
      if ((await keyringState.find(db())) === undefined) {
        await keyringState.insert(db(), { rootCheck: randomOf(32), term: 1, createdAt: T })
      }
      await expect(
        keyringState.insert(db(), { rootCheck: randomOf(32), term: 1, createdAt: T }),
      ).rejects.toThrow(/unique/i)
    })
  })

  workSuite({ store: () => store, owner: () => owner, user: () => user })
}
