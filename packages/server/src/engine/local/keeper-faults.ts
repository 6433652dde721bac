// What the keeper refuses or leaves unanswered, as faults of the engine. Its messages name no value, so they may be shown.
import { Fault } from "#base/fault.ts"

import { KeeperRefusal, KeeperSilence } from "./keeper-connection.ts"

type Code = "engine.start_failed" | "engine.behind" | "engine.exited" | "engine.unavailable"

// The keeper says what happened, this says what to do about it.
const codes: Readonly<Record<string, readonly [Code, mend: string]>> = {
  start_failed: ["engine.start_failed", "Look at the log, then start it again"],
  process_exists: ["engine.start_failed", "Start it again"],
  folder_in_use: ["engine.start_failed", "Start it again in a moment"],
  behind: ["engine.behind", "Restart it, or look at its log"],
  refused: ["engine.behind", "Restart it, or look at its log"],
  ended: ["engine.exited", "Look at the log, then start it again"],
  unknown_process: ["engine.exited", "Start it again"],
  stopping: ["engine.unavailable", "Try again soon"],
}

/** Other errors come back as they are: they are bugs, or faults already. */
export function keeperFault(error: unknown, op: string): unknown {
  if (error instanceof KeeperRefusal) {
    const known = codes[error.code]
    if (known === undefined) return error
    const [code, mend] = known
    const sentence = `${error.message.replace(/\.$/, "")}. ${mend}`
    return new Fault(code, { public: sentence, detail: { op, keeper: error.code } })
  }
  if (error instanceof KeeperSilence) {
    const code = op === "deliver" && error.timedOut ? "engine.behind" : "engine.unavailable"
    const public_ =
      code === "engine.behind"
        ? "The process does not take its new values. Restart it, or look at its log"
        : "The keeper of the modules does not answer. Try again soon"
    return new Fault(code, { public: public_, detail: { op }, cause: error })
  }
  return error
}

/** True when the process is gone, which whoever stops or forgets it wanted. */
export function isGone(error: unknown): boolean {
  return error instanceof KeeperRefusal && ["unknown_process", "ended"].includes(error.code)
}
