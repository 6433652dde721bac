// Durable work. A job is held under a lease; when its holder dies the lease runs out and another takes it, with a higher fence.
//
// One job of a kind and subject is open at a time: enqueueing it again changes nothing. A holder whose lease was taken over
// can neither renew nor finish, because its fence is too old.
import { newId } from "#base/ids.ts"
import type { JobId } from "@modkeep/contract/ids"
import { PostgresAdapter } from "kysely"
import { codecOf, type Entity } from "./codec.ts"
import { toJson } from "./json-text.ts"
import type { JobsTable, Tx } from "./schema.ts"

export type Job = Entity<JobsTable>
/** A job that was taken: what its holder must show to renew or finish it. */
export type Lease = Pick<Job, "id" | "fence">

const codec = codecOf<JobsTable>({ payload: "json" })

export const jobs = {
  /** The job that is open for this kind and subject: a new one, or the one that was there. */
  async enqueue(
    tx: Tx,
    job: Pick<Job, "kind" | "subject" | "payload"> & { now: number; runAfter?: number },
  ): Promise<JobId> {
    const inserted = await tx
      .insertInto("jobs")
      .values({
        id: newId("job", job.now),
        kind: job.kind,
        subject: job.subject,
        payload: toJson(job.payload),
        state: "queued",
        attempts: 0,
        runAfter: job.runAfter ?? job.now,
        leaseUntil: null,
        fence: 0,
        failure: null,
        createdAt: job.now,
        finishedAt: null,
      })
      .onConflict((on) =>
        on.columns(["kind", "subject"]).where("finishedAt", "is", null).doNothing(),
      )
      .returning("id")
      .executeTakeFirst()
    if (inserted) return inserted.id
    const open = await tx
      .selectFrom("jobs")
      .select("id")
      .where("kind", "=", job.kind)
      .where("subject", "=", job.subject)
      .where("finishedAt", "is", null)
      .executeTakeFirstOrThrow()
    return open.id
  },

  /**
   * Takes the job that has waited longest, or one whose lease ran out. A single statement: call it with the store's `db`,
   * outside of a transaction, so that two servers skip each other's rows instead of waiting.
   */
  async claim(
    tx: Tx,
    { kinds, now, leaseMs }: { kinds: readonly string[]; now: number; leaseMs: number },
  ): Promise<Job | undefined> {
    if (kinds.length === 0) return undefined
    let due = tx
      .selectFrom("jobs")
      .select("id")
      .where("kind", "in", kinds)
      .where("finishedAt", "is", null)
      .where("runAfter", "<=", now)
      .where((on) => on.or([on("leaseUntil", "is", null), on("leaseUntil", "<=", now)]))
      .orderBy("runAfter")
      .orderBy("id")
      .limit(1)
    // SQLite has one writer at a time: a single statement is enough there.
    if (isPostgres(tx)) due = due.forUpdate().skipLocked()
    const row = await tx
      .updateTable("jobs")
      .set((on) => ({
        state: "running" as const,
        leaseUntil: now + leaseMs,
        fence: on("fence", "+", 1),
        attempts: on("attempts", "+", 1),
      }))
      .where("id", "=", due)
      .returningAll()
      .executeTakeFirst()
    return row && codec.read(row)
  },

  /** False: the lease was lost, and the work must stop. */
  async renew(tx: Tx, lease: Lease, leaseUntil: number): Promise<boolean> {
    const result = await held(tx, lease).set({ leaseUntil }).executeTakeFirst()
    return result.numUpdatedRows > 0n
  },

  /** False: the lease was lost, and what was done is not to be kept. */
  async finish(tx: Tx, lease: Lease, nowMs: number): Promise<boolean> {
    const result = await held(tx, lease)
      .set({ state: "done", finishedAt: nowMs, leaseUntil: null, failure: null })
      .executeTakeFirst()
    return result.numUpdatedRows > 0n
  },

  /** Ends a try. With `retryAt` the job waits until then; without, it has failed for good. */
  async fail(
    tx: Tx,
    lease: Lease,
    { failure, now, retryAt }: { failure: string; now: number; retryAt?: number },
  ): Promise<boolean> {
    const result = await held(tx, lease)
      .set(
        retryAt === undefined
          ? { state: "failed", failure, finishedAt: now, leaseUntil: null }
          : { state: "queued", failure, runAfter: retryAt, leaseUntil: null },
      )
      .executeTakeFirst()
    return result.numUpdatedRows > 0n
  },

  async find(tx: Tx, id: JobId): Promise<Job | undefined> {
    const row = await tx.selectFrom("jobs").selectAll().where("id", "=", id).executeTakeFirst()
    return row && codec.read(row)
  },

  async removeFinishedBefore(tx: Tx, beforeMs: number): Promise<void> {
    await tx.deleteFrom("jobs").where("finishedAt", "<", beforeMs).execute()
  },
}

function held(tx: Tx, { id, fence }: Lease) {
  return tx
    .updateTable("jobs")
    .where("id", "=", id)
    .where("fence", "=", fence)
    .where("state", "=", "running")
}

function isPostgres(tx: Tx): boolean {
  return tx.getExecutor().adapter instanceof PostgresAdapter
}
