// Keeps one supervisor for each install and brings engine, store and gateway together through them.
//
// Commands wait until the engine's running processes are adopted: until then nobody knows what runs.
import { availableParallelism } from "node:os"

import type { InstallId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"

import type { EngineEvent, EngineProcess, ProcessEvent } from "../engine.ts"
import { closingFault, unknownFault } from "./install-faults.ts"
import type {
  InstallPolicy,
  Lifecycle,
  LifecycleEvent,
  LifecycleLimits,
  LifecycleParts,
} from "./lifecycle.ts"
import type { MemoryLimits } from "./pressure.ts"
import { Relief } from "./relief.ts"
import { StartTurns } from "./start-turns.ts"
import { Supervisor, type SupervisorParts } from "./supervisor.ts"

const defaultLimits: LifecycleLimits = {
  startTimeoutMs: 120_000,
  // A cold start keeps one core busy for 0.5–2.7 s; some of it is waiting for the disk.
  startsAtOnce: Math.max(4, 2 * availableParallelism()),
  acknowledgeTimeoutMs: 5_000,
  drainMs: 30_000,
  stopGraceMs: 5_000,
}
// A keeper of an earlier release tells only what a process holds: deliveries on their way must be outranked too.
const serialGap = 1_000_000
// How long a command waits for adoption before it says that the engine is not there.
const adoptionWaitMs = 10_000
const listRetryMs = 2_000

export function createLifecycle(parts: LifecycleParts): Lifecycle {
  return new InstallsLifecycle(parts)
}

class InstallsLifecycle implements Lifecycle {
  readonly #parts: LifecycleParts
  readonly #supervisors = new Map<InstallId, Supervisor>()
  readonly #supervisorParts: SupervisorParts
  readonly #listeners = new Set<(event: LifecycleEvent) => void>()
  readonly #adopted = Promise.withResolvers<void>()
  readonly #unsubscribe: () => void
  readonly #relief: Relief | undefined
  /** What is told between the engine's list and its adoption: a process that ends then must not be adopted for good. */
  #untilAdopted: ProcessEvent[] = []
  #isAdopted = false
  #isClosed = false
  #lastSerial = 0
  #engineBack = Promise.withResolvers<void>()

  constructor(parts: LifecycleParts) {
    this.#parts = parts
    const limits = { ...defaultLimits, ...parts.limits }
    this.#supervisorParts = {
      turns: new StartTurns(limits.startsAtOnce),
      engine: parts.engine,
      clock: parts.clock,
      timekeeper: parts.timekeeper,
      limits,
      spec: (install) => parts.spec(install),
      document: (install, process) => parts.document(install, process),
      newProcessId: () => parts.newProcessId(),
      sockets: (install, address) => parts.sockets(install, address),
      warn: (what, detail) => parts.warn(what, detail),
      nextSerial: () => ++this.#lastSerial,
      changed: (install, what) => this.#tell(install, what),
    }
    this.#relief = parts.memory === undefined ? undefined : this.#newRelief(parts.memory)
    this.#unsubscribe = parts.engine.subscribe((event) => this.#heard(event))
  }

  async adopt(installs: Iterable<InstallPolicy>): Promise<void> {
    for (const policy of installs) this.#ensure(policy)
    const running = await this.#runningProcesses()
    if (this.#isClosed) return
    // What a process was given counts, not what it holds: one that still starts holds nothing.
    const serials = running.map((one) => one.serial)
    this.#lastSerial = Math.max(this.#lastSerial, ...serials) + serialGap
    const byInstall = Map.groupBy(running, (one) => one.install)
    this.#isAdopted = true
    this.#stopStrangers(running.filter((one) => !this.#supervisors.has(one.install)))
    for (const [install, supervisor] of this.#supervisors) {
      supervisor.adopt(byInstall.get(install) ?? [])
    }
    for (const event of this.#untilAdopted.splice(0)) this.#heard(event)
    this.#adopted.resolve()
    this.#relief?.begin()
  }

  configure(policy: InstallPolicy): void {
    const supervisor = this.#ensure(policy)
    if (this.#isAdopted) supervisor.configure(policy)
    else supervisor.remember(policy)
  }

  async forget(install: InstallId): Promise<void> {
    const supervisor = await this.#get(install)
    await supervisor.stop()
    supervisor.close(unknownFault(install))
    this.#supervisors.delete(install)
    await this.#parts.engine.erase(install)
  }

  async wake(install: InstallId) {
    return (await this.#get(install)).wake("visitor")
  }

  async sleep(install: InstallId): Promise<void> {
    await (await this.#get(install)).sleep()
  }

  async start(install: InstallId): Promise<void> {
    const supervisor = await this.#get(install)
    supervisor.configure({ ...supervisor.policy, wish: "on" })
    await supervisor.wake("person")
  }

  async stop(install: InstallId): Promise<void> {
    await (await this.#get(install)).stop()
  }

  async replace(install: InstallId): Promise<void> {
    await (await this.#get(install)).replace()
  }

  /** The save is committed: what cannot be delivered now is no failure of it. Adoption delivers the newest document anyway. */
  deliver: Lifecycle["deliver"] = async (install, read, choice) => {
    if (!this.#isAdopted)
      await this.#adoptedWithin(this.#supervisorParts.limits.acknowledgeTimeoutMs)
    if (!this.#isAdopted || this.#isClosed) return []
    return (await this.#supervisors.get(install)?.deliver(read, choice)) ?? []
  }

  activity: Lifecycle["activity"] = (install, { sockets, requests }) => {
    this.#supervisors.get(install)?.activity(sockets + requests)
  }

  state(install: InstallId) {
    return this.#supervisors.get(install)?.status()
  }

  processes(install: InstallId) {
    return this.#supervisors.get(install)?.processes() ?? []
  }

  subscribe(listener: (event: LifecycleEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#isClosed = true
    this.#relief?.close()
    this.#unsubscribe()
    this.#engineBack.resolve()
    const why = closingFault()
    for (const supervisor of this.#supervisors.values()) supervisor.close(why)
  }

  #newRelief(limits: MemoryLimits): Relief {
    const { engine, timekeeper, warn } = this.#parts
    return new Relief({
      engine,
      timekeeper,
      limits,
      warn: (what, detail) => warn(what, detail),
      running: () => [...this.#supervisors.values()].flatMap((one) => one.sleeper() ?? []),
      relieve: async (install, reason) => {
        warn("A page was put to sleep, because memory is short", { install, reason })
        this.#publish({ kind: "relieved", install, reason })
        await this.#supervisors.get(install)?.relieve()
      },
      bringBack: (install) => this.#supervisors.get(install)?.bringBack(),
    })
  }

  #ensure(policy: InstallPolicy): Supervisor {
    const known = this.#supervisors.get(policy.install)
    if (known !== undefined) return known
    const made = new Supervisor(policy, this.#supervisorParts)
    this.#supervisors.set(policy.install, made)
    return made
  }

  async #get(install: InstallId): Promise<Supervisor> {
    if (!this.#isAdopted) await this.#adoption()
    if (this.#isClosed) throw closingFault()
    const supervisor = this.#supervisors.get(install)
    if (supervisor === undefined) throw unknownFault(install)
    return supervisor
  }

  async #adoption(): Promise<void> {
    await this.#adoptedWithin(adoptionWaitMs)
    if (this.#isAdopted) return
    throw new Fault("engine.unavailable", {
      public: "The engine does not answer, so nothing can be started or changed. Try again soon",
    })
  }

  async #adoptedWithin(ms: number): Promise<void> {
    const late = Promise.withResolvers<void>()
    const callOff = this.#parts.timekeeper.after(ms, late.resolve)
    await Promise.race([this.#adopted.promise, late.promise])
    callOff()
  }

  async #runningProcesses(): Promise<EngineProcess[]> {
    const { engine, timekeeper, warn } = this.#parts
    while (!this.#isClosed) {
      const back = this.#engineBack.promise
      // The list that follows knows of these.
      this.#untilAdopted = []
      try {
        return (await engine.list()).filter((one) => one.state !== "ended")
      } catch (error) {
        warn("The engine cannot be asked what runs", { error })
        const pause = Promise.withResolvers<void>()
        const callOff = timekeeper.after(listRetryMs, pause.resolve)
        await Promise.race([back, pause.promise])
        callOff()
      }
    }
    return []
  }

  #heard(event: EngineEvent): void {
    if (event.kind === "back") {
      this.#engineBack.resolve()
      this.#engineBack = Promise.withResolvers()
      if (!this.#isAdopted) return
      for (const supervisor of this.#supervisors.values()) supervisor.engineIsBack()
      void this.#findStrangers()
    } else if ("process" in event) {
      if (this.#isAdopted) this.#supervisors.get(event.install)?.heard(event)
      else if (event.kind !== "log") this.#untilAdopted.push(event)
    }
  }

  /** A start whose answer was lost may have left a process that no supervisor knows. */
  async #findStrangers(): Promise<void> {
    const running = await this.#runningProcesses()
    this.#stopStrangers(
      running.filter((one) => !this.#supervisors.get(one.install)?.has(one.process)),
    )
  }

  #stopStrangers(strangers: readonly EngineProcess[]): void {
    const { engine, warn } = this.#parts
    const { stopGraceMs } = this.#supervisorParts.limits
    for (const { process, install } of strangers) {
      engine
        .stop(process, stopGraceMs)
        .catch((error: unknown) =>
          warn("A process that nobody wants could not be ended", { install, process, error }),
        )
    }
  }

  #tell(install: InstallId, what: "state" | "processes"): void {
    const supervisor = this.#supervisors.get(install)
    if (supervisor === undefined) return
    const event: LifecycleEvent =
      what === "state"
        ? { kind: "state", install, status: supervisor.status() }
        : { kind: "processes", install, processes: supervisor.processes() }
    this.#publish(event)
  }

  #publish(event: LifecycleEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}
