// What the keeper refuses or leaves unanswered, as faults of the engine. Its messages name no value, so they may be shown.
import { Fault } from "#base/fault.ts"

import { KeeperRefusal, KeeperSilence } from "./keeper-connection.ts"

type Code = "engine.start_failed" | "engine.behind" | "engine.exited" | "engine.unavailable"

const codes: Readonly<Record<string, Code>> = {
  start_failed: "engine.start_failed",
  process_exists: "engine.start_failed",
  folder_in_use: "engine.start_failed",
  behind: "engine.behind",
  refused: "engine.behind",
  ended: "engine.exited",
  unknown_process: "engine.exited",
  stopping: "engine.unavailable",
}

/** Other errors come back as they are: they are bugs, or faults already. */
export function keeperFault(error: unknown, op: string): unknown {
  if (error instanceof KeeperRefusal) {
    const code = codes[error.code]
    if (code === undefined) return error
    return new Fault(code, { public: error.message, detail: { op, keeper: error.code } })
  }
  if (error instanceof KeeperSilence) {
    const code = op === "deliver" && error.timedOut ? "engine.behind" : "engine.unavailable"
    const public_ =
      code === "engine.behind"
        ? "The process does not take its new values"
        : "The keeper of the modules does not answer. Try again soon"
    return new Fault(code, { public: public_, detail: { op }, cause: error })
  }
  return error
}

/** True when the process is gone, which whoever stops or forgets it wanted. */
export function isGone(error: unknown): boolean {
  return error instanceof KeeperRefusal && ["unknown_process", "ended"].includes(error.code)
}
