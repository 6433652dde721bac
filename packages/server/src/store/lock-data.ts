// One server per data folder: the lock is the operating system's, so a killed holder never blocks the next start.
//
// SQLite's exclusive lock on a side file does the locking (Node has no flock of its own). The pid of the holder lies in another
// file beside it, for the message only: the first `close` of any descriptor on a locked file would drop a POSIX lock.
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Fault } from "#base/fault.ts"
import { sqliteFault } from "./sqlite-fault.ts"

export interface DataLock {
  release(): void
}

// A handle that nobody names any more is collected, and its lock goes with it: seen when a caller dropped what `lockData` gave.
const held = new Set<DatabaseSync>()

/** Takes the folder for this process, or throws `store.locked` naming the process that has it. */
export function lockData(folder: string): DataLock {
  const pidFile = join(folder, "server.pid")
  const database = lock(join(folder, "server.lock"), () => holderOf(pidFile), folder)
  held.add(database)
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  return {
    release: () => {
      if (!database.isOpen) return
      rmSync(pidFile, { force: true })
      database.close()
      held.delete(database)
    },
  }
}

function lock(path: string, holder: () => string, folder: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { timeout: 0 })
    database.exec("begin exclusive")
    return database
  } catch (cause) {
    database?.close()
    if (cause instanceof Error && "errcode" in cause && cause.errcode === 5) {
      throw new Fault("store.locked", {
        public:
          `Cannot use the data folder "${folder}": another Modkeep (process ${holder()}) uses it. ` +
          "Stop that one first, or choose another folder with MODKEEP_DATA",
        cause,
      })
    }
    throw sqliteFault(cause)
  }
}

function holderOf(pidFile: string): string {
  try {
    return readFileSync(pidFile, "utf8").trim()
  } catch {
    return "unknown"
  }
}
