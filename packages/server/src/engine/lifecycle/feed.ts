// What one process holds and shall hold: the newest document wins, and a process that does not follow is tried until it does.
//
// Serials decide: they are taken before the document is read, so the highest one taken after a commit always carries that
// commit. Deliveries are handed to the engine at once, not queued behind one that waits: the process takes them in order.
import type { ProcessId } from "@modkeep/contract/ids"

import type { Acknowledgement, Delivery, EngineDocument, HeldDocument } from "../engine.ts"
import type { Timekeeper } from "./timekeeper.ts"

export interface FeedParts {
  deliver(process: ProcessId, delivery: Delivery): Promise<Acknowledgement>
  readonly timekeeper: Timekeeper
  readonly acknowledgeTimeoutMs: number
  /** Wall-clock time for `held.since`. */
  now(): number
  changed(): void
  /** A delivery could not be made; the feed goes on trying. */
  troubled(error: unknown): void
}

export interface Order {
  readonly serial: number
  readonly read: (process: ProcessId) => Promise<EngineDocument>
  readonly rerun: boolean
}

interface Waiting {
  readonly serial: number
  /** On the timekeeper. */
  readonly since: number
  readonly resolve: (held: true) => void
}

const retryFirstMs = 1_000
const retryLongestMs = 60_000

export class Feed {
  readonly #process: ProcessId
  readonly #parts: FeedParts
  readonly #open = Promise.withResolvers<void>()
  readonly #closed = Promise.withResolvers<"closed">()
  #isClosed = false
  #held: HeldDocument | undefined
  #followedMs: number | undefined
  #wanted: Order | undefined
  #isBehind = false
  #retryMs = retryFirstMs
  #callOffRetry = () => {}
  #waiting: Waiting[] = []

  constructor(process: ProcessId, parts: FeedParts, held?: HeldDocument) {
    this.#process = process
    this.#parts = parts
    this.#held = held
  }

  get held(): HeldDocument | undefined {
    return this.#held
  }

  /** From the push to its word that it holds it; undefined when it started with it, or was adopted with it. */
  get followedMs(): number | undefined {
    return this.#followedMs
  }

  /** True once a wanted document was not acknowledged in time; until it, or a newer one, is. */
  get behind(): boolean {
    return this.#isBehind
  }

  /** The engine has taken the process: deliveries that waited for that go out. */
  open(): void {
    this.#open.resolve()
  }

  /** The process is gone: nothing more is delivered. */
  close(): void {
    this.#isClosed = true
    this.#callOffRetry()
    this.#open.resolve()
    this.#closed.resolve("closed")
  }

  /** Resolves to whether the process holds this serial or a newer one in time; undefined when it is gone. */
  async push(order: Order): Promise<boolean | undefined> {
    if (this.#isClosed) return undefined
    if (this.#wanted === undefined || this.#wanted.serial < order.serial) {
      const rerun = order.rerun || (this.#wanted?.rerun ?? false)
      this.#wanted = { ...order, rerun }
    }
    const held = this.#whenHeld(order.serial)
    const attempt = this.#attempt(order)
    const late = Promise.withResolvers<false>()
    const callOff = this.#parts.timekeeper.after(this.#parts.acknowledgeTimeoutMs, () =>
      late.resolve(false),
    )
    const failed = attempt.then((sent) => (sent ? held : (false as const)))
    const result = await Promise.race([held, failed, late.promise, this.#closed.promise])
    callOff()
    if (result === "closed") return undefined
    if (!result) this.#fallBehind(order.serial)
    return result
  }

  /** The engine can be reached again: what is not held yet is delivered now. */
  retryNow(): void {
    if (this.#wanted === undefined || !this.#isBehind) return
    this.#callOffRetry()
    this.#retryMs = retryFirstMs
    void this.#retry()
  }

  /** From an answer or an event, whichever comes first. */
  acknowledge({ serial, revision }: Acknowledgement): void {
    if (this.#isClosed || (this.#held !== undefined && serial <= this.#held.serial)) return
    const isSame =
      this.#held?.revision.version === revision.version &&
      this.#held.revision.install === revision.install
    const since = isSame ? this.#held?.since : undefined
    const reached = this.#waiting.filter((one) => one.serial <= serial)
    if (!isSame) {
      const pushed = reached.at(-1)
      const { timekeeper } = this.#parts
      this.#followedMs = pushed === undefined ? undefined : timekeeper.now() - pushed.since
    }
    this.#held = { serial, revision, since: since ?? this.#parts.now() }
    this.#waiting = this.#waiting.filter((one) => one.serial > serial)
    for (const one of reached) one.resolve(true)
    if (this.#wanted !== undefined && this.#wanted.serial <= serial) {
      this.#wanted = undefined
      this.#isBehind = false
      this.#callOffRetry()
      this.#retryMs = retryFirstMs
    }
    this.#parts.changed()
  }

  #whenHeld(serial: number): Promise<true> {
    if (this.#held !== undefined && this.#held.serial >= serial) return Promise.resolve(true)
    const { promise, resolve } = Promise.withResolvers<true>()
    this.#waiting.push({ serial, since: this.#parts.timekeeper.now(), resolve })
    return promise
  }

  /** False when it failed, is the newest, and will be tried again. */
  async #attempt(order: Order): Promise<boolean> {
    await this.#open.promise
    if (this.#isClosed) return true
    try {
      const document = await order.read(this.#process)
      const { serial, rerun } = order
      const answer = await this.#parts.deliver(this.#process, { serial, document, rerun })
      this.acknowledge(answer)
      return true
    } catch (error) {
      if (this.#isClosed) return true
      this.#parts.troubled(error)
      // A newer delivery is on its way: its answer counts for this one too.
      if (this.#wanted?.serial !== order.serial) return true
      this.#scheduleRetry()
      return false
    }
  }

  #fallBehind(serial: number): void {
    if (this.#isClosed || this.#isBehind) return
    if (this.#held !== undefined && this.#held.serial >= serial) return
    this.#isBehind = true
    this.#parts.changed()
  }

  #scheduleRetry(): void {
    this.#callOffRetry()
    this.#callOffRetry = this.#parts.timekeeper.after(this.#retryMs, () => void this.#retry())
    this.#retryMs = Math.min(this.#retryMs * 2, retryLongestMs)
  }

  async #retry(): Promise<void> {
    const order = this.#wanted
    if (order === undefined || this.#isClosed) return
    const sent = await this.#attempt(order)
    if (!sent) this.#fallBehind(order.serial)
  }
}
