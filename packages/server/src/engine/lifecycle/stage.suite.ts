// A lifecycle on a played engine and a played clock, with a store that is one number: the newest revision.
import { installId, type InstallId, type ProcessId } from "@modkeep/contract/ids"

import { newId } from "#base/ids.ts"
import { invariant } from "#base/invariant.ts"
import { Sealed } from "#base/sealed.ts"

import type { EngineDocument, StartSpec } from "../engine.ts"
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
  lifecycle: Lifecycle = this.serverStarts()
  /** The store's newest revision. */
  committed = 1
  fingerprint = "version 1"
  /** Held back reads of spec and document, for the moments in between. */
  slowReads = false
  specFails = false
  readonly #waitingReads: (() => void)[] = []

  serverStarts(limits: Partial<LifecycleLimits> = {}, memory?: MemoryLimits): Lifecycle {
    this.lifecycle = createLifecycle({
      limits,
      ...(memory === undefined ? {} : { memory }),
      engine: this.engine,
      spec: (install) => this.spec(install),
      document: () => this.read(),
      newProcessId: () => newId("prc"),
      clock: { now: () => 1_800_000_000_000 + this.time.now() },
      timekeeper: this.time,
      warn: (what) => this.warnings.push(what),
    })
    this.lifecycle.subscribe((event) => this.events.push(event))
    return this.lifecycle
  }

  async read(): Promise<EngineDocument> {
    const revision = { version: this.committed, install: 0 }
    if (this.slowReads) await new Promise<void>((resolve) => this.#waitingReads.push(resolve))
    return { revision, content: new Sealed({ text: "", environment: {}, redact: [] }) }
  }

  readsGoOn(): void {
    this.slowReads = false
    for (const resolve of this.#waitingReads.splice(0)) resolve()
  }

  async spec(install: InstallId): Promise<StartSpec> {
    if (this.specFails) throw new Error("The spec cannot be read")
    const document = await this.read()
    return {
      install,
      fingerprint: this.fingerprint,
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
