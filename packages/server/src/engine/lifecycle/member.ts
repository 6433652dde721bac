// One process of an install from the lifecycle's side: its start, its documents and its end.
//
// `gone` is told exactly once, whichever comes first: the start fails, the engine reports the exit, or the stop has succeeded.
import type { InstallId, ProcessId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"

import type {
  Engine,
  EngineProcess,
  ExitReport,
  LogLine,
  ProcessAddress,
  ProcessEvent,
  StartSpec,
} from "../engine.ts"
import { describeExit } from "./describe-exit.ts"
import { Feed } from "./feed.ts"
import type { Failure } from "./life.ts"
import type { LifecycleLimits, LifecycleParts, ProcessView } from "./lifecycle.ts"
import type { StartTurns } from "./start-turns.ts"

export interface MemberParts extends Pick<LifecycleParts, "clock" | "timekeeper"> {
  readonly install: InstallId
  readonly engine: Engine
  readonly limits: LifecycleLimits
  spec(): Promise<StartSpec>
  nextSerial(): number
  readonly turns: StartTurns
  warn(what: string, detail: Readonly<Record<string, unknown>>): void
  /** What `view` shows has changed. */
  changed(): void
  begun(process: ProcessId): void
  ready(process: ProcessId): void
  drained(process: ProcessId): void
  /** No `failure`: the end was asked for, or was not the module's doing. */
  gone(process: ProcessId, failure: Failure | undefined): void
}

const logTailLines = 40
// An engine's ring of 1 MiB is read in a few pages; one that never ends would hold up the restart.
const logPagesMax = 100
const stopRetryMs = 2_000

export class Member {
  readonly process: ProcessId
  readonly feed: Feed
  readonly #parts: MemberParts
  /** Settles when the engine has taken the process, or never will. */
  #taken: Promise<void> = Promise.resolve()
  #endTurn = () => {}
  #hasBegun = false
  readonly #unwanted = Promise.withResolvers<undefined>()
  #isUnwanted = false
  #isGone = false
  #wasReady = false
  #pid: number | undefined
  #address: ProcessAddress | undefined
  #sessions: number | undefined

  constructor(process: ProcessId, parts: MemberParts, adopted?: EngineProcess) {
    this.process = process
    this.#parts = parts
    this.feed = new Feed(process, this.#feedParts(), adopted?.held)
    if (adopted === undefined) return
    this.#pid = adopted.pid
    this.#address = adopted.address
    this.#sessions = adopted.sessions
    this.#wasReady = adopted.state === "running"
    this.#hasBegun = true
    this.feed.open()
  }

  get address(): ProcessAddress | undefined {
    return this.#address
  }

  get sessions(): number | undefined {
    return this.#sessions
  }

  /** False once it was told to end, and while it waits for its turn to start: then it will read the newest by itself. */
  get takesDocuments(): boolean {
    return this.#hasBegun && !this.#isUnwanted
  }

  start(): void {
    this.#taken = this.#start()
  }

  async #start(): Promise<void> {
    const { engine, spec, nextSerial, turns, begun, warn, install, changed } = this.#parts
    const { process } = this
    const turn = turns.take()
    const endTurn = await Promise.race([turn, this.#unwanted.promise])
    if (endTurn === undefined) {
      // It does not wait for its turn any more; when it comes, the next one has it.
      void turn.then((end) => end())
      return
    }
    this.#endTurn = endTurn
    this.#hasBegun = true
    begun(process)
    // Taken before the spec is read: a save that commits while we read gets a higher one.
    const serial = nextSerial()
    try {
      const read = await spec()
      if (this.#isUnwanted || this.#isGone) return
      const started = await engine.start({ process, spec: read, serial })
      this.#pid = started.pid
      this.#address = started.address
      this.feed.open()
      changed()
    } catch (error) {
      warn("A process could not be started", { install, process, error })
      this.#tellGone(startFailure(error))
    }
  }

  async stop(): Promise<void> {
    const { engine, timekeeper, limits, warn, install } = this.#parts
    this.#isUnwanted = true
    this.#unwanted.resolve(undefined)
    await this.#taken
    while (!this.#isGone) {
      try {
        await engine.stop(this.process, limits.stopGraceMs)
        this.#tellGone(undefined)
      } catch (error) {
        warn("A process could not be ended", { install, process: this.process, error })
        const pause = Promise.withResolvers<void>()
        timekeeper.after(stopRetryMs, pause.resolve)
        await pause.promise
      }
    }
  }

  /** What the engine tells of this process. */
  heard(event: ProcessEvent): void {
    if (event.kind === "ready") {
      this.#pid = event.pid
      void this.#becameReady()
    } else if (event.kind === "exited") {
      void this.#ended(event.exit)
    } else if (event.kind === "acknowledged") {
      const { acknowledgement } = event
      this.#sessions = acknowledgement.sessions ?? this.#sessions
      this.feed.acknowledge(acknowledgement)
    } else if (event.kind === "sessions") {
      this.#sessions = event.count
      this.#parts.changed()
      if (event.count === 0) this.#parts.drained(this.process)
    }
  }

  view(draining: boolean): ProcessView {
    const { held, followedMs, behind } = this.feed
    return {
      id: this.process,
      pid: this.#pid,
      revision: held?.revision,
      since: held?.since,
      followedMs,
      behind,
      sessions: this.#sessions,
      draining,
    }
  }

  /** Nothing is told and nothing tried any more. */
  close(): void {
    this.#isGone = true
    this.#unwanted.resolve(undefined)
    this.#endTurn()
    this.feed.close()
  }

  /** The event can come before the answer to the start that holds the address. */
  async #becameReady(): Promise<void> {
    await this.#taken
    if (this.#isGone) return
    this.#wasReady = true
    this.#endTurn()
    this.#parts.ready(this.process)
  }

  async #ended(exit: ExitReport): Promise<void> {
    await this.#taken
    const lines = this.#isUnwanted ? [] : await this.#logTail()
    const failure = describeExit(exit, lines, this.#wasReady)
    if (failure !== undefined && !this.#isGone) {
      const { install, warn } = this.#parts
      const { cause } = exit
      warn("A module has ended", { install, process: this.process, cause, reason: failure.reason })
    }
    this.#tellGone(failure)
  }

  async #logTail(): Promise<readonly LogLine[]> {
    try {
      let tail: readonly LogLine[] = []
      let after = 0
      for (let pages = 0; pages < logPagesMax; pages++) {
        const { lines, next } = await this.#parts.engine.logs({ process: this.process }, after)
        if (lines.length === 0 || next === after) break
        tail = [...tail, ...lines].slice(-logTailLines)
        after = next
      }
      return tail
    } catch (error) {
      this.#parts.warn("The last log lines cannot be read", { process: this.process, error })
      return []
    }
  }

  #tellGone(failure: Failure | undefined): void {
    if (this.#isGone) return
    this.close()
    this.#parts.gone(this.process, failure)
  }

  #feedParts() {
    const { engine, timekeeper, clock, limits, warn, install, changed } = this.#parts
    return {
      deliver: engine.deliver.bind(engine),
      timekeeper,
      acknowledgeTimeoutMs: limits.acknowledgeTimeoutMs,
      now: () => clock.now(),
      changed,
      troubled: (error: unknown) =>
        warn("A process could not be given its new values", {
          install,
          process: this.process,
          error,
        }),
    }
  }
}

function startFailure(error: unknown): Failure {
  const reason = error instanceof Fault ? error.public : "Its start failed inside Modkeep"
  const unavailable = error instanceof Fault && error.code === "engine.unavailable"
  return { kind: unavailable ? "unavailable" : "start", reason, logLines: [], exit: undefined }
}
