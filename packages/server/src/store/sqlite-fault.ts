// Errors of SQLite that are the machine's and not ours: a full disk, a failing one, a lock that did not come free.
//
// Anything else stays as it is: a broken constraint is a bug and ends the request as one.
import { Fault } from "#base/fault.ts"

const SQLITE_BUSY = 5
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

const reasons: Readonly<Record<number, string>> = {
  [SQLITE_BUSY]: "another program holds its lock. Try again",
  [SQLITE_READONLY]: "its file cannot be written. Check the permissions of the data folder",
  [SQLITE_IOERR]: "the disk reports an error. Check the disk of the data folder",
  [SQLITE_CORRUPT]: "its file is damaged. Restore the last backup",
  [SQLITE_FULL]: "the disk is full. Make room on the disk of the data folder",
  [SQLITE_CANTOPEN]: "its file cannot be opened. Check the data folder and its permissions",
  [SQLITE_NOTADB]: "its file is no SQLite database. Restore the last backup",
}

export function sqliteFault(cause: unknown): unknown {
  const code = errorCodeOf(cause)
  // The low byte is the kind; the rest of an extended code says which case of it.
  const reason = code === undefined ? undefined : reasons[code & 0xff]
  if (reason === undefined) return cause
  return new Fault("store.unavailable", {
    public: `The database does not answer: ${reason}`,
    detail: { sqlite: code },
    cause,
  })
}

/** Another program holds the lock: the same statement may work in a moment. */
export function isBusy(cause: unknown): boolean {
  const code = errorCodeOf(cause)
  return code !== undefined && (code & 0xff) === SQLITE_BUSY
}

/** SQLite's (extended) result code of an error that node:sqlite threw. */
function errorCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined
  return typeof error.errcode === "number" ? error.errcode : undefined
}
