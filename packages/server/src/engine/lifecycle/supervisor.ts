// One install: carries out what `step` decides, and turns what happens into the next step.
//
// A step is synchronous and its effects start at once, so that two events never see the same life.
import type { InstallId, ProcessId } from "@modkeep/contract/ids"

import type { EngineProcess, ProcessAddress, ProcessEvent } from "../engine.ts"
import type { Sleeper } from "./choose-sleeper.ts"
import type { Order } from "./feed.ts"
import { failureFault, offFault, sleepFault } from "./install-faults.ts"
import { type Effect, type Failure, type Life, type LifeEvent, newLife } from "./life.ts"
import type {
  DeliverChoice,
  DeliveryResult,
  InstallPolicy,
  InstallStatus,
  LifecycleLimits,
  LifecycleParts,
  ProcessView,
} from "./lifecycle.ts"
import { Member, type MemberParts } from "./member.ts"
import type { StartTurns } from "./start-turns.ts"
import { nextDeadline, step } from "./step.ts"
import { Waiters } from "./waiters.ts"

export interface SupervisorParts extends Omit<LifecycleParts, "limits" | "memory"> {
  readonly limits: LifecycleLimits
  /** Strictly growing over all installs. */
  nextSerial(): number
  readonly turns: StartTurns
  changed(install: InstallId, what: "state" | "processes"): void
}

// A visitor waits for a retry that is as near as this; for a later one the page says when it comes.
const retryWorthWaitingMs = 10_000

export class Supervisor {
  readonly install: InstallId
  readonly #parts: SupervisorParts
  readonly #members = new Map<ProcessId, Member>()
  readonly #waiters = new Waiters()
  #policy: InstallPolicy
  #life: Life
  #usedAt: number
  #callOffTimer = () => {}
  #isClosed = false

  constructor(policy: InstallPolicy, parts: SupervisorParts) {
    this.install = policy.install
    this.#policy = policy
    this.#parts = parts
    this.#usedAt = parts.timekeeper.now()
    this.#life = newLife(this.#usedAt)
  }

  get policy(): InstallPolicy {
    return this.#policy
  }

  has(process: ProcessId): boolean {
    return this.#members.has(process)
  }

  /** Before adoption: nothing is done yet. */
  remember(policy: InstallPolicy): void {
    this.#policy = policy
  }

  configure(policy: InstallPolicy): void {
    this.#policy = policy
    this.#send({ kind: "configured", wish: policy.wish, idleMs: policy.idleMinutes * 60_000 })
  }

  /** Takes over what the engine already runs. Called once, before anything else happens to the install. */
  adopt(processes: readonly EngineProcess[]): void {
    const { wish, idleMinutes, fingerprint } = this.#policy
    this.#life = { ...this.#life, wish, idleMs: idleMinutes * 60_000 }
    for (const found of processes) {
      this.#members.set(found.process, new Member(found.process, this.#memberParts(), found))
    }
    const adopted = processes.map((one) => ({
      process: one.process,
      running: one.state === "running",
      startedAt: one.startedAt,
    }))
    this.#send({ kind: "adopted", processes: adopted })
    const outdated = processes.some((one) => one.fingerprint !== fingerprint)
    if (outdated && wish === "on") this.#send({ kind: "replace" })
    const read = (process: ProcessId) => this.#parts.document(this.install, process)
    if (processes.length > 0) void this.deliver(read, { rerun: false })
  }

  async wake(by: "visitor" | "person"): Promise<ProcessAddress> {
    if (this.#policy.wish === "off") throw offFault(this.install)
    this.#send({ kind: "wanted", by })
    const { phase } = this.#life
    if (phase.kind === "failed") {
      const waitMs = (phase.retryAt ?? Infinity) - this.#parts.timekeeper.now()
      if (waitMs > retryWorthWaitingMs) throw failureFault(this.install, phase.failure)
    }
    if (phase.kind !== "running") await this.#waiters.wait("running")
    const { address } = this.status()
    if (address === undefined) throw sleepFault(this.install)
    return address
  }

  /** Resolves when what ran at the call is gone. */
  async sleep(): Promise<void> {
    this.#send({ kind: "sleep" })
    await this.#waiters.waitForEnd(this.#life.retiring.map((one) => one.process))
  }

  /** Resolves when no process is left. */
  async stop(): Promise<void> {
    this.configure({ ...this.#policy, wish: "off" })
    await this.#waiters.waitForEnd(this.#members.keys())
  }

  async replace(): Promise<void> {
    this.#send({ kind: "replace" })
    const { phase } = this.#life
    if (phase.kind === "starting") await this.#waiters.wait("running")
    if (phase.kind === "running") await this.#waiters.wait("replaced")
  }

  async deliver(read: Order["read"], choice: DeliverChoice): Promise<DeliveryResult[]> {
    const begun = this.#parts.timekeeper.now()
    const serial = this.#parts.nextSerial()
    if (choice.process === undefined) this.#send({ kind: "mended" })
    const targets = [...this.#members.values()].filter(
      (member) =>
        member.takesDocuments &&
        (choice.process === undefined || choice.process === member.process),
    )
    const results = await Promise.all(
      targets.map(async ({ process, feed }): Promise<DeliveryResult[]> => {
        const acknowledged = await feed.push({ serial, read, rerun: choice.rerun })
        if (acknowledged === undefined) return []
        const ms = acknowledged ? this.#parts.timekeeper.now() - begun : undefined
        return [{ process, acknowledged, ms }]
      }),
    )
    return results.flat()
  }

  /** What it would be among those that may have to sleep; undefined while it does not simply run. */
  sleeper(): Sleeper | undefined {
    const { phase, open, idleMs } = this.#life
    if (phase.kind !== "running" || phase.replacement !== undefined) return undefined
    const sessions = this.#members.get(phase.process)?.sessions ?? 0
    return {
      install: this.install,
      isUsed: open + sessions > 0,
      neverSleeps: idleMs === 0,
      usedAt: Math.max(this.#usedAt, phase.since),
      runsSince: phase.since,
    }
  }

  /** Ends what runs, sessions included. Resolves when it is gone; the next request wakes it again. */
  async relieve(): Promise<void> {
    this.#send({ kind: "relieve" })
    await this.#waiters.waitForEnd(this.#members.keys())
  }

  /** Starts it when it never sleeps and does. */
  bringBack(): void {
    if (this.#policy.idleMinutes === 0) this.#send({ kind: "wanted", by: "visitor" })
  }

  activity(open: number): void {
    this.#usedAt = this.#parts.timekeeper.now()
    this.#send({ kind: "activity", open })
  }

  heard(event: ProcessEvent): void {
    this.#members.get(event.process)?.heard(event)
  }

  engineIsBack(): void {
    for (const member of this.#members.values()) member.feed.retryNow()
    this.#send({ kind: "back" })
  }

  status(): InstallStatus {
    const { phase, retiring, wish } = this.#life
    const none = { address: undefined, failure: undefined }
    const addressOf = (process: ProcessId) => this.#members.get(process)?.address
    if (phase.kind === "starting") return { ...none, state: "starting" }
    if (phase.kind === "running") {
      return { ...none, state: "running", address: addressOf(phase.process) }
    }
    if (phase.kind === "failed") {
      return { ...none, state: "failed", failure: this.#failureView(phase) }
    }
    const last = retiring.at(-1)
    if (last !== undefined) {
      return { ...none, state: "draining", address: addressOf(last.process) }
    }
    return { ...none, state: wish === "on" ? "asleep" : "off" }
  }

  processes(): ProcessView[] {
    const draining = new Set(this.#life.retiring.map((one) => one.process))
    return [...this.#members.values()].map((member) => member.view(draining.has(member.process)))
  }

  /** Whoever waits is told `why`. */
  close(why: Error): void {
    this.#isClosed = true
    this.#callOffTimer()
    for (const member of this.#members.values()) member.close()
    this.#waiters.giveUp(why)
  }

  #send(event: LifeEvent): void {
    if (this.#isClosed) return
    const { timekeeper, newProcessId, limits } = this.#parts
    const before = this.#life
    let fresh: ProcessId | undefined
    const { life, effects } = step(before, event, {
      now: timekeeper.now(),
      // Few steps start a process; every request of a visitor may be a step.
      get fresh() {
        return (fresh ??= newProcessId())
      },
      sessions: (process) => this.#sessionsOf(process),
      startTimeoutMs: limits.startTimeoutMs,
      drainMs: limits.drainMs,
    })
    this.#life = life
    for (const effect of effects) this.#carryOut(effect)
    this.#armTimer()
    this.#settle(before)
    // That a start has got its turn shows nowhere.
    if (event.kind === "begun") return
    if (life.phase !== before.phase || life.retiring !== before.retiring) {
      this.#parts.changed(this.install, "state")
      this.#parts.changed(this.install, "processes")
    }
  }

  /** A process tells of a session a moment after it opened. The gateway knows the WebSocket before its visitor does. */
  #sessionsOf(process: ProcessId): number | undefined {
    const member = this.#members.get(process)
    if (member?.address === undefined) return member?.sessions
    const sockets = this.#parts.sockets(this.install, member.address)
    return sockets > 0 ? Math.max(sockets, member.sessions ?? 0) : member.sessions
  }

  #carryOut(effect: Effect): void {
    if (effect.kind === "start") {
      const member = new Member(effect.process, this.#memberParts())
      this.#members.set(effect.process, member)
      member.start()
    } else if (effect.kind === "stop") {
      void this.#members.get(effect.process)?.stop()
    } else {
      this.#waiters.failed("replaced", () => failureFault(this.install, effect.failure))
    }
  }

  #armTimer(): void {
    this.#callOffTimer()
    const due = nextDeadline(this.#life)
    if (due === undefined) return
    const ms = Math.max(0, due - this.#parts.timekeeper.now())
    this.#callOffTimer = this.#parts.timekeeper.after(ms, () => this.#send({ kind: "tick" }))
  }

  #settle(before: Life): void {
    const { phase, wish } = this.#life
    if (phase === before.phase) return
    if (phase.kind === "running") {
      this.#waiters.reached("running")
      if (phase.replacement === undefined) this.#waiters.reached("replaced")
    } else if (phase.kind === "failed") {
      this.#failWaiters(() => failureFault(this.install, phase.failure))
    } else if (phase.kind === "resting") {
      const why = wish === "off" ? offFault : sleepFault
      this.#failWaiters(() => why(this.install))
    }
  }

  #failWaiters(why: () => Error): void {
    this.#waiters.failed("running", why)
    this.#waiters.failed("replaced", why)
  }

  #memberParts(): MemberParts {
    const { engine, clock, timekeeper, limits, turns } = this.#parts
    const { spec, nextSerial, warn, changed } = this.#parts
    const { install } = this
    return {
      install,
      engine,
      clock,
      timekeeper,
      limits,
      spec: () => spec(install),
      nextSerial,
      turns,
      warn,
      changed: () => changed(install, "processes"),
      begun: (process: ProcessId) => this.#send({ kind: "begun", process }),
      ready: (process: ProcessId) => this.#send({ kind: "ready", process }),
      drained: (process: ProcessId) => this.#send({ kind: "drained", process }),
      gone: (process: ProcessId, failure: Failure | undefined) => {
        this.#members.delete(process)
        this.#waiters.gone(process)
        this.#send({ kind: "gone", process, failure })
      },
    }
  }

  #failureView(phase: Life["phase"] & { readonly kind: "failed" }) {
    const { clock, timekeeper } = this.#parts
    const { reason, logLines, exit } = phase.failure
    const waitMs = phase.retryAt === undefined ? undefined : phase.retryAt - timekeeper.now()
    const retryAt = waitMs === undefined ? undefined : clock.now() + waitMs
    return { reason, logLines, exit, attempts: this.#life.failures, retryAt }
  }
}
