// The life of every install: what it shall be (wish), what it is (state), and how the two come together.
//
// One start however many wait; every process ends up with the newest document; a restart of the server disturbs nobody.
// Nothing polls: waits end by events and armed timers.
import type { InstallId, ProcessId } from "@modkeep/contract/ids"

import type { Clock } from "#base/clock.ts"

import type {
  DocumentRevision,
  Engine,
  EngineDocument,
  ExitReport,
  ProcessAddress,
  StartSpec,
} from "../engine.ts"
import type { MemoryLimits } from "./pressure.ts"
import type { Timekeeper } from "./timekeeper.ts"

export interface Lifecycle {
  /**
   * Call once at server start with every install: adopts what the engine runs, stops what nobody wants any more, starts what
   * never sleeps, and brings adopted processes up to the newest document. Awaiting it is not needed to serve.
   */
  adopt(installs: Iterable<InstallPolicy>): Promise<void>
  /** Tells of a new install or of changed settings. Turning `wish` on or off, or 0 idle minutes, takes effect at once. */
  configure(policy: InstallPolicy): void
  /** The install is deleted: stops and erases it. Resolves when nothing of it is left. */
  forget(install: InstallId): Promise<void>

  /** Resolves with the address once the install runs. Throws `install.off`, `install.not_found` or `engine.*`. */
  wake(install: InstallId): Promise<ProcessAddress>
  /** Drains and ends the install's processes; the next request wakes it again. */
  sleep(install: InstallId): Promise<void>
  /** Wish `on`; a failed install gets a new chance; resolves when running. */
  start(install: InstallId): Promise<void>
  /** Wish `off`; resolves when no process is left. */
  stop(install: InstallId): Promise<void>
  /**
   * A new process from a new spec first, then new sessions go there, then the old one drains. Serves `restart` and `upgrade`
   * alike. A replacement that does not start leaves the old process in place and throws. Starts nothing when asleep.
   */
  replace(install: InstallId): Promise<void>

  /**
   * Call after a save is committed. `read` opens the document; it is called again for each later attempt, so it must read
   * the newest. Resolves when every process has acknowledged or after 5 s; a process behind is retried until it follows.
   */
  deliver(
    install: InstallId,
    read: (process: ProcessId) => Promise<EngineDocument>,
    choice: DeliverChoice,
  ): Promise<DeliveryResult[]>

  /** From the gateway, whenever they change: the install's open sockets and requests. */
  activity(install: InstallId, activity: Activity): void

  state(install: InstallId): InstallStatus | undefined
  processes(install: InstallId): ProcessView[]
  subscribe(listener: (event: LifecycleEvent) => void): () => void
  /** Ends timers and retries. Processes keep running. */
  close(): void
}

export interface LifecycleParts {
  readonly engine: Engine
  /** Everything a start needs, read anew at each start. */
  spec(install: InstallId): Promise<StartSpec>
  /**
   * The newest committed document, for adopted processes. While an upgrade drains the old process, its document is that of
   * the version it runs: `process` tells them apart.
   */
  document(install: InstallId, process: ProcessId): Promise<EngineDocument>
  newProcessId(): ProcessId
  /** WebSockets of visitors that are open to the process at this address, at this moment. */
  sockets(install: InstallId, address: ProcessAddress): number
  /** What is shown to people; deadlines run on `timekeeper`, which no clock jump disturbs. */
  readonly clock: Clock
  readonly timekeeper: Timekeeper
  readonly limits?: Partial<LifecycleLimits>
  /** When memory is short, installs are put to sleep. Left out: never. */
  readonly memory?: MemoryLimits
  /** Told of what went wrong beside any caller; never holds a value. */
  warn(what: string, detail: Readonly<Record<string, unknown>>): void
}

export interface LifecycleLimits {
  /** From a start's turn to its being ready. */
  readonly startTimeoutMs: number
  /** Over all installs; the others wait for their turn. */
  readonly startsAtOnce: number
  readonly acknowledgeTimeoutMs: number
  /** How long sessions of a replaced or sleeping process may go on. */
  readonly drainMs: number
  /** SIGTERM to SIGKILL. */
  readonly stopGraceMs: number
}

export interface InstallPolicy {
  readonly install: InstallId
  readonly wish: "on" | "off"
  /** 0 = never sleeps. */
  readonly idleMinutes: number
  /** That of the spec a start would get now: adopted processes with another one are replaced. */
  readonly fingerprint: string
}

export interface Activity {
  readonly sockets: number
  readonly requests: number
}

export type InstallState = "off" | "asleep" | "starting" | "running" | "draining" | "failed"

export interface InstallStatus {
  readonly state: InstallState
  /** While `running`, where requests go. While `draining`, where its open sessions still are. */
  readonly address: ProcessAddress | undefined
  /** Set exactly when `state` is `failed`. */
  readonly failure: InstallFailure | undefined
}

export interface InstallFailure {
  /** Plain words for the owner, ending with what to do. */
  readonly reason: string
  readonly logLines: readonly string[]
  readonly attempts: number
  /** Unix time in milliseconds of the next try by itself; undefined = waits for a person. */
  readonly retryAt: number | undefined
  readonly exit: ExitReport | undefined
}

export interface ProcessView {
  readonly id: ProcessId
  readonly pid: number | undefined
  /** Undefined until it first acknowledged one. */
  readonly revision: DocumentRevision | undefined
  /** When it acknowledged that revision, Unix time in milliseconds. */
  readonly since: number | undefined
  /** From the save to that word; undefined when it started with the revision, or was adopted with it. */
  readonly followedMs: number | undefined
  readonly behind: boolean
  readonly sessions: number | undefined
  readonly draining: boolean
}

export interface DeliverChoice {
  readonly rerun: boolean
  /** Only this process (a staged revision tried on one). */
  readonly process?: ProcessId
}

export interface DeliveryResult {
  readonly process: ProcessId
  readonly acknowledged: boolean
  /** From the call to the acknowledgement. */
  readonly ms: number | undefined
}

export type LifecycleEvent =
  | { readonly kind: "state"; readonly install: InstallId; readonly status: InstallStatus }
  /** A process came, went, acknowledged, fell behind or changed its session count. */
  | {
      readonly kind: "processes"
      readonly install: InstallId
      readonly processes: readonly ProcessView[]
    }
  /** It is put to sleep because memory is short; `reason` is for people. */
  | { readonly kind: "relieved"; readonly install: InstallId; readonly reason: string }
