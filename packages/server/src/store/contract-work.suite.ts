// What every store guarantees of records: the audit log, repeated requests. Part of the suite in contract.suite.ts.
import { randomOf } from "#base/random.ts"
import type { OwnerId, UserId } from "@modkeep/contract/ids"
import { describe, expect, it } from "vitest"
import { auditRecords } from "./audit-records.ts"
import { auditRow, T } from "./contract-rows.suite.ts"
import { idempotency } from "./idempotency.ts"
import { removeStale } from "./remove-stale.ts"
import { sessions } from "./sessions.ts"
import type { Store } from "./store.ts"

interface Around {
  readonly store: () => Store
  readonly owner: () => OwnerId
  readonly user: () => UserId
}

export function workSuite({ store, owner, user }: Around): void {
  const db = () => store().db

  describe("records", () => {
    it("of the audit log are numbered, filtered and never numbered twice", async () => {
      const start = ((await auditRecords.last(db()))?.sequence ?? 0) + 1
      const row = (sequence: number, subject: string) =>
        auditRow({ owner: owner(), sequence, subject })
      await auditRecords.append(db(), row(start, "a"))
      await auditRecords.append(db(), row(start + 1, "b"))
      await expect(auditRecords.append(db(), row(start, "c"))).rejects.toThrow(/unique/i)
      expect((await auditRecords.last(db()))?.sequence).toBe(start + 1)
      const page = await auditRecords.list(db(), { owners: [owner()], limit: 1 })
      expect(page.items).toMatchObject([{ subject: "b" }])
      expect(
        (await auditRecords.list(db(), { owners: [owner()], limit: 1, cursor: page.next ?? "" }))
          .items,
      ).toMatchObject([{ subject: "a" }])
      expect((await auditRecords.list(db(), { owners: [], limit: 1 })).items).toEqual([])
      expect(
        (await auditRecords.list(db(), { subject: "a", action: "secrets.change", limit: 1 })).items,
      ).toHaveLength(1)
      expect(await auditRecords.listAfter(db(), start, 10)).toHaveLength(1)
    })

    it("of many writers at once form one row without gaps", async () => {
      const before = (await auditRecords.last(db()))?.sequence ?? 0
      const write = async (subject: string) =>
        await store().transaction(async (tx) => {
          const sequence = ((await auditRecords.last(tx))?.sequence ?? 0) + 1
          await auditRecords.append(tx, auditRow({ owner: owner(), sequence, subject }))
        })
      await Promise.all(Array.from({ length: 12 }, async (_, index) => await write(`s${index}`)))
      const added = await auditRecords.listAfter(db(), before, 50)
      expect(added.map((row) => row.sequence)).toEqual(
        Array.from({ length: 12 }, (_, index) => before + index + 1),
      )
      expect(new Set(added.map((row) => row.subject)).size).toBe(12)
    })

    it("of repeated requests give the first answer to the repeats", async () => {
      const row = {
        user: user(),
        key: "k",
        route: "POST /apps",
        bodyHash: randomOf(32),
        createdAt: T,
      }
      expect(await idempotency.take(db(), row)).toBeUndefined()
      expect(await idempotency.take(db(), row)).toMatchObject({ status: null, route: row.route })
      await idempotency.answer(db(), row, { status: 201, body: '{"id":1}' })
      await idempotency.release(db(), user(), "k")
      expect(await idempotency.take(db(), row)).toMatchObject({ status: 201, body: '{"id":1}' })
      await idempotency.removeBefore(db(), T + 1)
      expect(await idempotency.take(db(), row)).toBeUndefined()
      await idempotency.release(db(), user(), "k")
      expect(await idempotency.find(db(), user(), "k")).toBeUndefined()
    })

    it("are removed when they have had their time, not before", async () => {
      const [fresh, stale] = [randomOf(32), randomOf(32)]
      const session = {
        user: user(),
        kind: "console" as const,
        install: null,
        via: "link" as const,
        createdAt: T,
        authenticatedAt: T,
      }
      await sessions.insert(db(), { ...session, hash: stale, expiresAt: T + 1 })
      await sessions.insert(db(), { ...session, hash: fresh, expiresAt: T + 2 })
      const row = { user: user(), route: "POST /apps", bodyHash: randomOf(32) }
      const dayMs = 86_400_000
      await idempotency.take(db(), { ...row, key: "old", createdAt: T - dayMs })
      await idempotency.take(db(), { ...row, key: "new", createdAt: T - dayMs + 1 })
      await removeStale(db(), T + 1)
      expect(await sessions.find(db(), stale)).toBeUndefined()
      expect(await sessions.find(db(), fresh)).toBeDefined()
      expect(await idempotency.find(db(), user(), "old")).toBeUndefined()
      expect(await idempotency.find(db(), user(), "new")).toBeDefined()
    })

    it("of requests whose server died are freed, answered ones stay", async () => {
      const row = { user: user(), route: "POST /apps", bodyHash: randomOf(32), createdAt: T }
      for (const key of ["dead", "done"]) await idempotency.take(db(), { ...row, key })
      await idempotency.answer(db(), { user: user(), key: "done" }, { status: 201, body: null })
      await idempotency.releaseUnanswered(db(), T)
      expect(await idempotency.find(db(), user(), "dead")).toBeDefined()
      await idempotency.releaseUnanswered(db(), T + 1)
      expect(await idempotency.find(db(), user(), "dead")).toBeUndefined()
      expect(await idempotency.find(db(), user(), "done")).toBeDefined()
    })
  })
}
