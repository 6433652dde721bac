// What ran together in an install: version and both revisions, in order. A rollback goes back along this list.
import type { InstallId } from "@modkeep/contract/ids"
import type { InstallRunsTable, Tx } from "./schema.ts"

export type InstallRun = Readonly<InstallRunsTable>

export const installRuns = {
  /** Notes a run; the same as the last one adds nothing. */
  async append(tx: Tx, run: Omit<InstallRun, "number">): Promise<void> {
    const last = await lastOf(tx, run.install)
    if (last !== undefined && isSame(last, run)) return
    await tx
      .insertInto("installRuns")
      .values({ ...run, number: (last?.number ?? 0) + 1 })
      .execute()
  },

  /** The newest runs first. */
  async list(tx: Tx, install: InstallId, limit: number): Promise<readonly InstallRun[]> {
    return await tx
      .selectFrom("installRuns")
      .selectAll()
      .where("install", "=", install)
      .orderBy("number", "desc")
      .limit(limit)
      .execute()
  },
}

async function lastOf(tx: Tx, install: InstallId): Promise<InstallRun | undefined> {
  return (await installRuns.list(tx, install, 1))[0]
}

function isSame(a: InstallRun, b: Omit<InstallRun, "number">): boolean {
  return (
    a.version === b.version &&
    a.versionRevision === b.versionRevision &&
    a.installRevision === b.installRevision
  )
}
