// What every engine promises: it starts a module's process from a spec, feeds it documents, watches it and ends it.
//
// A spec holds ids, paths, limits and the sealed document, never a shell string. Calls throw faults of `engine.*`; what
// happens by itself arrives as events. An engine restarts nothing on its own and decides no states: that is `lifecycle`.
import type { AuthRules } from "@modkeep/contract/auth/resolve-auth"
import type { InstallId, ProcessId } from "@modkeep/contract/ids"

import type { Sealed } from "#base/sealed.ts"

export interface Engine {
  /** Makes the next start from this environment fast; throws `engine.start_failed` when it cannot be started from at all. */
  prepare(environment: EngineEnvironment): Promise<void>
  /** Lets go of an environment that is about to be removed; false while a process still runs from it. */
  release(environmentId: string): Promise<boolean>
  /** Resolves once the process exists. `ready` or `exited` follows as an event. */
  start(order: StartOrder): Promise<EngineProcess>
  /** Resolves when the process holds the document or a newer one; throws `engine.behind` when it does not say so in time. */
  deliver(process: ProcessId, delivery: Delivery): Promise<Acknowledgement>
  /** Resolves when nothing of the process is left. A process that is already gone is no fault. */
  stop(process: ProcessId, graceMs: number): Promise<void>
  /** Every process the engine knows, also those that ended while no server watched (until `forget`). */
  list(): Promise<EngineProcess[]>
  /** The engine may drop the ended process: its exit report, log and folders. */
  forget(process: ProcessId): Promise<void>
  /** Redacted log lines after a sequence number, oldest first. */
  logs(
    of: { readonly process: ProcessId } | { readonly install: InstallId },
    after: number,
  ): Promise<LogPage>
  stats(process: ProcessId): Promise<ProcessStats>
  memory(): Promise<EngineMemory>
  /** Removes what outlives processes: the install's HOME and the logs of ended ones. Only for an install without living processes. */
  erase(install: InstallId): Promise<void>
  health(): EngineHealth
  /** Calls the listener for each event, in order; returns the way to end that. */
  subscribe(listener: (event: EngineEvent) => void): () => void
  /** Lets go of the engine. Processes keep running. */
  close(): Promise<void>
}

export interface EngineHealth {
  readonly reachable: boolean
  /** What this engine cannot keep apart or limit here, and why; in plain words for the operator. */
  readonly missing: readonly string[]
  /** Where the documents of running modules lie. */
  readonly documents: { readonly folder: string; readonly isInMemory: boolean }
}

/** What there is for modules to run in. */
export interface EngineMemory {
  readonly totalBytes: number
  readonly availableBytes: number
  /** Share of the last ten seconds in which nothing could run for want of memory; undefined where that is not told. */
  readonly stalledShare: number | undefined
  /** What all modules use together, as last looked at; undefined where that is not told. */
  readonly modulesBytes: number | undefined
}

export interface EngineEnvironment {
  readonly id: string
  /** Folder of the environment; read-only. */
  readonly path: string
  /** The interpreter inside it. */
  readonly python: string
  /** Folders outside `path` that the interpreter needs, such as the prefix it was made from. */
  readonly reach: readonly string[]
}

export interface StartSpec {
  readonly install: InstallId
  /**
   * Opaque: differs from that of an earlier spec exactly when a running process must be replaced to follow (another version,
   * other settings). The document is no part of it.
   */
  readonly fingerprint: string
  readonly environment: EngineEnvironment
  readonly source: {
    /** The exported tree of the pinned commit. Never written to: each process gets its own copy. */
    readonly tree: string
    /** The version's root directory inside the tree, "" for its top. */
    readonly directory: string
    /** The script, relative to `directory`. */
    readonly entrypoint: string
  }
  /** The install's own user and group id; used when the engine may change users. */
  readonly userId: number
  readonly limits: ProcessLimits
  readonly settings: ProcessSettings
  /** Laid under the query of every session. */
  readonly launchQuery: Readonly<Record<string, string>>
  /** Which query parameters are credentials and endpoints; undefined = the module declares none. */
  readonly auth: AuthRules | undefined
  readonly document: EngineDocument
}

export interface StartOrder {
  readonly process: ProcessId
  readonly spec: StartSpec
  /** Serial of the spec's document. */
  readonly serial: number
}

/** Unset = the engine's default. */
export interface ProcessLimits {
  readonly memoryBytes?: number
  /** Processes and threads together. */
  readonly processes?: number
  readonly openFiles?: number
  /** Of one file. */
  readonly fileBytes?: number
  /** Of HOME, working copy and temporary files together. */
  readonly diskBytes?: number
  /** 100 = one core. Over it the process is held back, not ended. */
  readonly cpuPercent?: number
  /** For how long a running process may answer nothing before it is ended. */
  readonly hungMs?: number
}

export interface ProcessSettings {
  /** Signs Streamlit's own cookies; the same for every process of an install. */
  readonly cookieSecret: Sealed
  /** The one origin whose pages may talk to the process, such as `http://ins-….localhost:8700`. */
  readonly origin: string
  /** Show Streamlit's page list although the repository hides it. */
  readonly showNavigation: boolean
}

/** Revision numbers of the two documents that the effective one was made of. 0 = the install has none of its own. */
export interface DocumentRevision {
  readonly version: number
  readonly install: number
}

export interface EngineDocument {
  readonly revision: DocumentRevision
  readonly content: Sealed<DocumentContent>
}

/** The effective document, ready to be handed over. */
export interface DocumentContent {
  /** Canonical TOML. */
  readonly text: string
  readonly environment: Readonly<Record<string, string>>
  /** Texts that must not appear in a log line. */
  readonly redact: readonly string[]
}

export interface Delivery {
  /** Strictly growing for each install: a process never goes back to a lower one. */
  readonly serial: number
  readonly document: EngineDocument
  /** Idle sessions rerun at once; otherwise the values are used by the next run. */
  readonly rerun: boolean
}

export interface Acknowledgement {
  readonly revision: DocumentRevision
  readonly serial: number
  /** Of the document as it lies on the process's storage, hex. */
  readonly sha256: string
  /** Spent inside the process. */
  readonly ms: number
  /**
   * `direct`: the values are in use. `poll`: Streamlit's own file watcher picks them up. `start`: they were there before the
   * module's first line. `held`: the process already held this serial or a newer one.
   */
  readonly via: "direct" | "poll" | "start" | "held"
  /** Connected ones; undefined where the release does not tell. */
  readonly sessions: number | undefined
}

export type ProcessAddress =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }

export interface EngineProcess {
  readonly process: ProcessId
  readonly install: InstallId
  /** Of the operating system; undefined where the engine has none to show. */
  readonly pid: number | undefined
  readonly state: "starting" | "running" | "ended"
  readonly address: ProcessAddress
  readonly environmentId: string
  /** That of the spec it was started from. */
  readonly fingerprint: string
  /** Unix time in milliseconds. */
  readonly startedAt: number
  /** Highest one that it was given, held or still on its way. */
  readonly serial: number
  /** Undefined until the first acknowledgement. */
  readonly held: HeldDocument | undefined
  readonly sessions: number | undefined
  /** Set when `state` is `ended`. */
  readonly exit: ExitReport | undefined
}

/** What a process last acknowledged. */
export interface HeldDocument {
  readonly serial: number
  readonly revision: DocumentRevision
  /** Unix time in milliseconds. */
  readonly since: number
}

export interface ExitReport {
  /**
   * `stopped`: asked for. `ended`: left by itself. `crashed`: by a signal. `memory`, `disk`, `processes`: over a limit. `hung`:
   * answered nothing any more. `start`: never became ready. `engine`: not the module's doing.
   */
  readonly cause:
    | "stopped"
    | "ended"
    | "crashed"
    | "memory"
    | "disk"
    | "processes"
    | "hung"
    | "start"
    | "engine"
  readonly code: number | undefined
  readonly signal: string | undefined
  /** One sentence for the owner; never holds a value. */
  readonly reason: string
  /** Unix time in milliseconds. */
  readonly at: number
}

export interface LogPage {
  readonly lines: readonly LogLine[]
  /** Lines between `after` and the first one were pushed out of the ring. */
  readonly dropped: boolean
  /** Give this as `after` to go on. */
  readonly next: number
}

export interface LogLine {
  readonly process: ProcessId
  readonly sequence: number
  /** Unix time in milliseconds. */
  readonly at: number
  readonly stream: "stdout" | "stderr"
  readonly text: string
  /** Longer than the engine keeps of one line. */
  readonly cut: boolean
  /** Handed over before its line ended. */
  readonly partial: boolean
}

export interface ProcessStats {
  readonly memoryBytes: number
  readonly cpuMs: number
  /** Processes and threads together. */
  readonly processes: number
  readonly openFiles: number
  /** HOME, working copy and temporary files, as last measured. */
  readonly diskBytes: number
  readonly sessions: number | undefined
}

export type EngineEvent =
  | ProcessEvent
  /** The engine cannot be reached: what it says about processes is old until `back`. */
  | { readonly kind: "unavailable"; readonly reason: string }
  /** Reached (again). What happened meanwhile has been told as events. */
  | { readonly kind: "back" }

export type ProcessEvent = { readonly process: ProcessId; readonly install: InstallId } & (
  | {
      readonly kind: "ready"
      /** May be another than `start` gave: what ends before it serves may be begun again. */
      readonly pid: number
      readonly ms: number
    }
  | { readonly kind: "exited"; readonly exit: ExitReport }
  | { readonly kind: "log"; readonly line: LogLine }
  /** The listener is too slow: fetch with `logs` after this sequence. */
  | { readonly kind: "logs-skipped"; readonly after: number }
  | { readonly kind: "sessions"; readonly count: number }
  | { readonly kind: "acknowledged"; readonly acknowledgement: Acknowledgement }
)
