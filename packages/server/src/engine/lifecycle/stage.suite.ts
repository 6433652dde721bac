// A lifecycle on a played engine and a played clock, with a store that is a few numbers: the newest revision of each version.
import { installId, type InstallId, type ProcessId } from "@modkeep/contract/ids"

import { newId } from "#base/ids.ts"
import { invariant } from "#base/invariant.ts"
import { Sealed } from "#base/sealed.ts"

import type { Engine, EngineDocument, StartSpec } from "../engine.ts"
import { createLifecycle } from "./create-lifecycle.ts"
import type { InstallPolicy, Lifecycle, LifecycleEvent, LifecycleLimits } from "./lifecycle.ts"
import { PlayedEngine, PlayedTime, quiet } from "./played-engine.suite.ts"
import type { MemoryLimits } from "./pressure.ts"

export const install = installId.parse("ins_01jd0000000000000000000000")
export const other = installId.parse("ins_01jd0000000000000000000001")

export class Stage {
  readonly time = new PlayedTime()
  readonly engine = new PlayedEngine(this.time)
  readonly warnings: string[] = []
  readonly events: LifecycleEvent[] = []
  /** WebSockets that the gateway has open, by where they lead. */
  readonly #sockets = new Map<string, number>()
  /** How far the wall clock has been moved. */
  clockOffMs = 0
  #connection = { isCut: false }
  lifecycle: Lifecycle = this.serverStarts()
  /** Of the install: the version that a start would get now. */
  fingerprint = "version 1"
  /** Held back reads of spec and document, for the moments in between. */
  slowReads = false
  specFails = false
  readonly #waitingReads: (() => void)[] = []
  readonly #committed = new Map<string, number>()

  /** The store's newest revision of the install's version. */
  get committed(): number {
    return this.newest(this.fingerprint)
  }

  set committed(revision: number) {
    this.#committed.set(this.fingerprint, revision)
  }

  newest(version: string): number {
    return this.#committed.get(version) ?? 1
  }

  commit(version: string): number {
    const revision = this.newest(version) + 1
    this.#committed.set(version, revision)
    return revision
  }

  serverStarts(limits: Partial<LifecycleLimits> = {}, memory?: MemoryLimits): Lifecycle {
    this.#connection.isCut = true
    this.#connection = { isCut: false }
    this.lifecycle = createLifecycle({
      limits,
      ...(memory === undefined ? {} : { memory }),
      engine: connected(this.engine, this.#connection),
      spec: (install) => this.spec(install),
      document: (_install, process) => this.read(this.versionOf(process)),
      newProcessId: () => newId("prc"),
      sockets: (_install, address) =>
        (address.kind === "unix" ? this.#sockets.get(address.path) : undefined) ?? 0,
      clock: { now: () => 1_800_000_000_000 + this.time.now() + this.clockOffMs },
      timekeeper: this.time,
      warn: (what) => this.warnings.push(what),
    })
    this.lifecycle.subscribe((event) => this.events.push(event))
    return this.lifecycle
  }

  /** As by a kill: nothing that it was about to do reaches the engine any more. */
  serverEnds(): void {
    this.lifecycle.close()
    this.#connection.isCut = true
  }

  versionOf(process: ProcessId): string {
    return this.engine.processes.get(process)?.order.spec.fingerprint ?? this.fingerprint
  }

  async read(version = this.fingerprint): Promise<EngineDocument> {
    const revision = { version: this.newest(version), install: 0 }
    if (this.slowReads) await new Promise<void>((resolve) => this.#waitingReads.push(resolve))
    const text = `${version}, revision ${revision.version}`
    return { revision, content: new Sealed({ text, environment: {}, redact: [] }) }
  }

  readsGoOn(): void {
    this.slowReads = false
    for (const resolve of this.#waitingReads.splice(0)) resolve()
  }

  async spec(install: InstallId): Promise<StartSpec> {
    if (this.specFails) throw new Error("The spec cannot be read")
    const { fingerprint } = this
    const document = await this.read(fingerprint)
    return {
      install,
      fingerprint,
      environment: { id: "e1", path: "/e1", python: "/e1/bin/python", reach: [] },
      source: { tree: "/tree", directory: "", entrypoint: "app.py" },
      userId: 200_000,
      limits: {},
      settings: {
        cookieSecret: new Sealed("c"),
        origin: "http://x.localhost",
        showNavigation: false,
      },
      launchQuery: {},
      auth: undefined,
      document,
    }
  }

  policy(wish: "on" | "off" = "on", idleMinutes = 15): InstallPolicy {
    return { install, wish, idleMinutes, fingerprint: this.fingerprint }
  }

  /** The gateway's count of the process's WebSockets is now this. */
  gatewayHas(process: ProcessId, sockets: number): void {
    this.#sockets.set(`/run/${process}/app.sock`, sockets)
    this.lifecycle.activity(install, { sockets, requests: 0 })
  }

  save(rerun = false) {
    this.committed++
    return this.lifecycle.deliver(install, () => this.read(), { rerun })
  }

  only(): ProcessId {
    const [process, more] = this.engine.processes.keys()
    invariant(process !== undefined && more === undefined, "there is one process")
    return process
  }

  async awake(): Promise<ProcessId> {
    await this.lifecycle.adopt([this.policy()])
    const woken = this.lifecycle.wake(install)
    await quiet()
    const process = this.only()
    this.engine.becomeReady(process)
    await woken
    await quiet()
    return process
  }

  held(): number[] {
    return [...this.engine.processes.values()].map((one) => one.held?.revision.version ?? 0)
  }

  /** Everything that stood still goes on, until nothing more happens. */
  async settle(): Promise<void> {
    this.specFails = false
    this.engine.reach(true)
    this.readsGoOn()
    for (let round = 0; round < 30; round++) {
      for (const process of this.engine.processes.keys()) {
        this.engine.standStill(process, false)
        this.engine.becomeReady(process)
        this.engine.sessions(process, 0)
      }
      await this.time.pass(20_000)
    }
  }
}

/** The engine as one server sees it. Once cut, its calls reach nothing and are never answered. */
function connected(engine: PlayedEngine, connection: { readonly isCut: boolean }): Engine {
  const call =
    <Args extends unknown[], Answer>(method: (...args: Args) => Promise<Answer>) =>
    (...args: Args): Promise<Answer> =>
      connection.isCut ? new Promise(() => {}) : method.apply(engine, args)
  return {
    prepare: call(engine.prepare),
    release: call(engine.release),
    start: call(engine.start),
    deliver: call(engine.deliver),
    stop: call(engine.stop),
    list: call(engine.list),
    forget: call(engine.forget),
    logs: call(engine.logs),
    stats: call(engine.stats),
    memory: call(engine.memory),
    erase: call(engine.erase),
    health: () => engine.health(),
    subscribe: (listener) => engine.subscribe(listener),
    close: call(engine.close),
  }
}
