// What runs, which revisions it acknowledged, since when. Ended processes stay for a while, with the reason.
import { Fault } from "#base/fault.ts"
import type { InstallId, ProcessId } from "@modkeep/contract/ids"
import type { ProcessesTable, Tx } from "./schema.ts"

export type Process = Readonly<ProcessesTable>

export const processes = {
  async insert(tx: Tx, process: Process): Promise<void> {
    await tx.insertInto("processes").values(process).execute()
  },

  async find(tx: Tx, id: ProcessId): Promise<Process | undefined> {
    return await tx.selectFrom("processes").selectAll().where("id", "=", id).executeTakeFirst()
  },

  async get(tx: Tx, id: ProcessId): Promise<Process> {
    const process = await processes.find(tx, id)
    if (process) return process
    throw new Fault("process.not_found", {
      public: `Cannot find process "${id}". Look at the install to see the ones that run`,
    })
  },

  /** The processes of an install that have not ended, oldest first. */
  async listLiveOfInstall(tx: Tx, install: InstallId): Promise<readonly Process[]> {
    return await tx
      .selectFrom("processes")
      .selectAll()
      .where("install", "=", install)
      .where("endedAt", "is", null)
      .orderBy("id")
      .execute()
  },

  /** Notes what the process says it holds. An older acknowledgement that arrives late changes nothing. */
  async acknowledge(
    tx: Tx,
    id: ProcessId,
    held: { versionRevision: number; installRevision: number; at: number },
  ): Promise<void> {
    await tx
      .updateTable("processes")
      .set({
        versionRevision: held.versionRevision,
        installRevision: held.installRevision,
        acknowledgedAt: held.at,
      })
      .where("id", "=", id)
      .where((on) => on.or([on("acknowledgedAt", "is", null), on("acknowledgedAt", "<=", held.at)]))
      .execute()
  },

  /** False when it had ended before. */
  async end(
    tx: Tx,
    id: ProcessId,
    { at, ending }: { at: number; ending: string },
  ): Promise<boolean> {
    const result = await tx
      .updateTable("processes")
      .set({ endedAt: at, ending })
      .where("id", "=", id)
      .where("endedAt", "is", null)
      .executeTakeFirst()
    return result.numUpdatedRows > 0n
  },

  async removeEndedBefore(tx: Tx, beforeMs: number): Promise<void> {
    await tx.deleteFrom("processes").where("endedAt", "<", beforeMs).execute()
  },
}
