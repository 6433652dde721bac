// The life of one install as plain data: what it is, what can happen to it, and what then has to be done.
//
// `step` is the one function that changes it. Times are those of a `Timekeeper`, in milliseconds.
import type { ProcessId } from "@modkeep/contract/ids"

import type { ExitReport } from "../engine.ts"

export interface Life {
  readonly wish: "on" | "off"
  /** 0 = never sleeps. */
  readonly idleMs: number
  readonly phase: Phase
  /** Processes that take no new sessions and are on their way out. */
  readonly retiring: readonly Retiring[]
  /** Failures in a row. */
  readonly failures: number
  /** Open sockets and requests. */
  readonly open: number
  /** When `open` last became 0. */
  readonly quietSince: number
}

export type Phase =
  /** Switched off or asleep: the wish says which. */
  | { readonly kind: "resting" }
  | { readonly kind: "starting"; readonly process: ProcessId; readonly deadline: Deadline }
  | {
      readonly kind: "running"
      readonly process: ProcessId
      readonly since: number
      /** Becomes the running one once it is ready. */
      readonly replacement?: { readonly process: ProcessId; readonly deadline: Deadline }
    }
  | {
      readonly kind: "failed"
      readonly failure: Failure
      /** Undefined = waits for a person. */
      readonly retryAt: number | undefined
    }

/** When a start has taken too long; undefined while it waits for its turn. */
type Deadline = number | undefined

export interface Retiring {
  readonly process: ProcessId
  /** When it is told to end; undefined = it has been told. */
  readonly stopAt: number | undefined
}

export interface Failure {
  readonly kind: "crash" | "start" | "timeout" | "unavailable"
  readonly reason: string
  readonly logLines: readonly string[]
  readonly exit: ExitReport | undefined
}

export type LifeEvent =
  | { readonly kind: "configured"; readonly wish: "on" | "off"; readonly idleMs: number }
  /** A person's wish gives a failed install a new chance, a visitor's does not. */
  | { readonly kind: "wanted"; readonly by: "visitor" | "person" }
  | { readonly kind: "sleep" }
  /** Its memory is needed at once: nothing is drained. */
  | { readonly kind: "relieve" }
  /** A save: what made the install fail may be mended by it. */
  | { readonly kind: "mended" }
  | { readonly kind: "replace" }
  /** Its turn to start has come: from here on its time counts. */
  | { readonly kind: "begun"; readonly process: ProcessId }
  | { readonly kind: "ready"; readonly process: ProcessId }
  /** `failure` is undefined when the end was not the module's doing. */
  | { readonly kind: "gone"; readonly process: ProcessId; readonly failure: Failure | undefined }
  /** By what it tells itself, its last session has left. */
  | { readonly kind: "drained"; readonly process: ProcessId }
  | { readonly kind: "activity"; readonly open: number }
  | { readonly kind: "adopted"; readonly processes: readonly Adopted[] }
  /** The engine can be reached again. */
  | { readonly kind: "back" }
  /** A deadline may have passed. */
  | { readonly kind: "tick" }

export interface Adopted {
  readonly process: ProcessId
  readonly running: boolean
  /** Only compared with each other. */
  readonly startedAt: number
}

export type Effect =
  | { readonly kind: "start"; readonly process: ProcessId }
  | { readonly kind: "stop"; readonly process: ProcessId }
  | { readonly kind: "replacement-failed"; readonly failure: Failure }

/** What a step may know beside the life itself. */
export interface Moment {
  readonly now: number
  /** For the process that the step may start. */
  readonly fresh: ProcessId
  /** Those that are at the process now, told by it or seen by the gateway; undefined = nobody can say. */
  readonly sessions: (process: ProcessId) => number | undefined
  readonly startTimeoutMs: number
  readonly drainMs: number
}

export function newLife(now: number): Life {
  return {
    wish: "off",
    idleMs: 0,
    phase: { kind: "resting" },
    retiring: [],
    failures: 0,
    open: 0,
    quietSince: now,
  }
}
