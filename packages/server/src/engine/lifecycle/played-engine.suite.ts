// An engine and a clock that a test plays by hand: processes stand still, crash or vanish when the test says so.
//
// It keeps the promises of `engine.ts` that the lifecycle builds on: deliveries in order, serials that never go back.
import type { InstallId, ProcessId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"

import type {
  Acknowledgement,
  Delivery,
  DocumentRevision,
  Engine,
  EngineDocument,
  EngineEvent,
  EngineMemory,
  EngineProcess,
  ExitReport,
  LogPage,
  ProcessStats,
  StartOrder,
} from "../engine.ts"
import type { Timekeeper } from "./timekeeper.ts"

interface Played {
  readonly order: StartOrder
  given: number
  state: EngineProcess["state"]
  held: { serial: number; revision: DocumentRevision } | undefined
  standsStill: boolean
  /** Told to end, whether or not that reached it. */
  isUnwanted: boolean
  queue: (() => void)[]
}

const behindAfterMs = 5_000

export class PlayedEngine implements Engine {
  readonly processes = new Map<ProcessId, Played>()
  readonly erased: InstallId[] = []
  starts = 0
  reachable = true
  /** Starts succeed, but their answer never arrives. */
  losesAnswers = false
  /** Told of each document that a process takes. */
  taken: (process: ProcessId, document: EngineDocument) => void = () => {}
  /** What the machine has, what others take, and what each process takes. */
  machine = { totalBytes: 1_000, othersBytes: 0, processBytes: 100 }
  readonly #time: Timekeeper
  readonly #listeners = new Set<(event: EngineEvent) => void>()

  constructor(time: Timekeeper) {
    this.#time = time
  }

  async prepare(): Promise<void> {}

  async release(): Promise<boolean> {
    return this.processes.size === 0
  }

  async start(order: StartOrder): Promise<EngineProcess> {
    this.#mustBeReachable()
    this.starts++
    const played: Played = {
      order,
      given: order.serial,
      state: "starting",
      held: undefined,
      standsStill: false,
      isUnwanted: false,
      queue: [],
    }
    this.processes.set(order.process, played)
    if (this.losesAnswers) throw this.#unavailable()
    return this.#shown(order.process, played)
  }

  deliver(process: ProcessId, delivery: Delivery): Promise<Acknowledgement> {
    const { promise, resolve, reject } = Promise.withResolvers<Acknowledgement>()
    const played = this.processes.get(process)
    if (!this.reachable || played === undefined) {
      return Promise.reject(this.#unavailable())
    }
    played.given = Math.max(played.given, delivery.serial)
    const callOff = this.#time.after(behindAfterMs, () =>
      reject(new Fault("engine.behind", { public: "It does not answer" })),
    )
    played.queue.push(() => {
      callOff()
      const acknowledgement = this.#apply(process, delivery.serial, delivery.document)
      if (this.reachable) resolve(acknowledgement)
      this.#tell({
        kind: "acknowledged",
        process,
        install: played.order.spec.install,
        acknowledgement,
      })
    })
    this.#work(played)
    return promise
  }

  async stop(process: ProcessId): Promise<void> {
    const played = this.processes.get(process)
    if (played !== undefined) played.isUnwanted = true
    this.#mustBeReachable()
    this.end(process, "stopped")
  }

  async list(): Promise<EngineProcess[]> {
    this.#mustBeReachable()
    return [...this.processes].map(([process, played]) => this.#shown(process, played))
  }

  async forget(): Promise<void> {}

  async logs(
    of: { readonly process: ProcessId } | { readonly install: InstallId },
  ): Promise<LogPage> {
    if (!("process" in of)) return { lines: [], dropped: false, next: 0 }
    const text = "ModuleNotFoundError: No module named 'clarifai_utils'"
    const line = { process: of.process, sequence: 1, at: 0, text, cut: false, partial: false }
    return { lines: [{ ...line, stream: "stderr" }], dropped: false, next: 1 }
  }

  async stats(): Promise<ProcessStats> {
    throw this.#unavailable()
  }

  async memory(): Promise<EngineMemory> {
    this.#mustBeReachable()
    const { totalBytes, othersBytes, processBytes } = this.machine
    const modulesBytes = this.processes.size * processBytes
    const availableBytes = Math.max(0, totalBytes - othersBytes - modulesBytes)
    return { totalBytes, availableBytes, stalledShare: undefined, modulesBytes }
  }

  async erase(install: InstallId): Promise<void> {
    this.erased.push(install)
  }

  health() {
    const documents = { folder: "/dev/shm/played", isInMemory: true }
    return { reachable: this.reachable, missing: [], documents }
  }

  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {}

  processOf(install: InstallId | undefined): ProcessId | undefined {
    for (const [process, played] of this.processes) {
      if (played.order.spec.install === install) return process
    }
    return undefined
  }

  /** The process answers its health check; with another pid where it was begun again. */
  becomeReady(process: ProcessId, pid = 1): void {
    const played = this.processes.get(process)
    if (played?.state !== "starting" || played.standsStill) return
    played.state = "running"
    const { serial, spec } = played.order
    const { install } = spec
    const acknowledgement = this.#apply(process, serial, spec.document)
    this.#tell({ kind: "acknowledged", process, install, acknowledgement })
    this.#tell({ kind: "ready", process, install, pid, ms: 1 })
    this.#work(played)
  }

  /** SIGSTOP and SIGCONT. */
  standStill(process: ProcessId, standsStill: boolean): void {
    const played = this.processes.get(process)
    if (played === undefined) return
    played.standsStill = standsStill
    this.#work(played)
  }

  end(process: ProcessId, cause: ExitReport["cause"], reason = "It ended"): void {
    const played = this.processes.get(process)
    if (played === undefined) return
    this.processes.delete(process)
    const { install } = played.order.spec
    const exit = { cause, code: 1, signal: undefined, reason, at: 0 }
    this.#tell({ kind: "exited", process, install, exit })
  }

  reach(reachable: boolean): void {
    if (this.reachable === reachable) return
    this.reachable = reachable
    this.#tell(reachable ? { kind: "back" } : { kind: "unavailable", reason: "Test" })
  }

  sessions(process: ProcessId, count: number): void {
    const install = this.processes.get(process)?.order.spec.install
    if (install !== undefined) this.#tell({ kind: "sessions", process, install, count })
  }

  #work(played: Played): void {
    if (played.standsStill || played.held === undefined) return
    for (const job of played.queue.splice(0)) job()
  }

  #apply(process: ProcessId, serial: number, document: EngineDocument): Acknowledgement {
    const played = this.processes.get(process)
    const { revision } = document
    const isOld = played?.held !== undefined && serial <= played.held.serial
    if (!isOld) {
      if (played !== undefined) played.held = { serial, revision }
      this.taken(process, document)
    }
    const held = played?.held ?? { serial, revision }
    return { ...held, sha256: "", ms: 1, via: isOld ? "held" : "direct", sessions: undefined }
  }

  #shown(process: ProcessId, played: Played): EngineProcess {
    const { spec } = played.order
    return {
      process,
      install: spec.install,
      pid: 1,
      state: played.state,
      address: { kind: "unix", path: `/run/${process}/app.sock` },
      environmentId: spec.environment.id,
      fingerprint: spec.fingerprint,
      startedAt: this.starts,
      serial: played.given,
      held: played.held === undefined ? undefined : { ...played.held, since: 0 },
      sessions: undefined,
      exit: undefined,
    }
  }

  #tell(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  #mustBeReachable(): void {
    if (!this.reachable) throw this.#unavailable()
  }

  #unavailable(): Fault {
    return new Fault("engine.unavailable", { public: "The engine is not there" })
  }
}

/** Time that passes when the test says so. */
export class PlayedTime implements Timekeeper {
  #now = 0
  #timers: { readonly at: number; readonly fire: () => void }[] = []

  now(): number {
    return this.#now
  }

  after(ms: number, fire: () => void): () => void {
    const timer = { at: this.#now + ms, fire }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer)
    }
  }

  /** Fires what is due, in order, letting everything that follows happen in between. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    await quiet()
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > until) break
      this.#timers = this.#timers.filter((one) => one !== next)
      this.#now = Math.max(this.#now, next.at)
      next.fire()
      await quiet()
    }
    this.#now = until
  }
}

/** Resolves when every promise that can settle by itself has. */
export async function quiet(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise((resolve) => setImmediate(resolve))
}
