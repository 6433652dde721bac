// Who waits for an install to wake: one start however many wait, a bounded number for each install and in all, each for a
// bounded time. Nobody who gave up is called back.
import type { InstallId } from "@modkeep/contract/ids"

import type { GatewayLimits } from "./limits.ts"
import type { UpstreamAddress } from "./upstream-address.ts"

export type WakeOutcome =
  | { readonly kind: "awake"; readonly address: UpstreamAddress }
  /** The wait is over, the start goes on. */
  | { readonly kind: "late" }
  | { readonly kind: "full" }
  | { readonly kind: "failed"; readonly cause: unknown }

type Waiter = (outcome: WakeOutcome) => void
type Wake = (install: InstallId) => Promise<UpstreamAddress>

export class WakeQueue {
  readonly #wake: Wake
  readonly #limits: GatewayLimits
  readonly #starts = new Map<InstallId, Set<Waiter>>()
  #waiting = 0

  constructor(wake: Wake, limits: GatewayLimits) {
    this.#wake = wake
    this.#limits = limits
  }

  get waiting(): number {
    return this.#waiting
  }

  /** Calls `done` once, never before it returns unless the queue is full; the returned function gives the place back. */
  wait(install: InstallId, ms: number, done: Waiter): () => void {
    // A start is begun also for those who find the queue full: their next try shall find it done.
    const waiters = this.#starts.get(install) ?? this.#start(install)
    if (
      waiters.size >= this.#limits.waitingPerInstallMax ||
      this.#waiting >= this.#limits.waitingMax
    ) {
      done({ kind: "full" })
      return () => undefined
    }

    const leave = (): boolean => {
      clearTimeout(timer)
      if (!waiters.delete(waiter)) return false
      this.#waiting -= 1
      return true
    }
    const waiter: Waiter = (outcome) => {
      if (leave()) done(outcome)
    }
    const timer = setTimeout(() => {
      waiter({ kind: "late" })
    }, ms)
    waiters.add(waiter)
    this.#waiting += 1
    return leave
  }

  /** Sends everyone who waits away; the starts go on. */
  close(): void {
    for (const waiters of this.#starts.values()) {
      for (const waiter of waiters) waiter({ kind: "late" })
    }
  }

  #start(install: InstallId): Set<Waiter> {
    const waiters = new Set<Waiter>()
    this.#starts.set(install, waiters)
    void this.#run(install, waiters)
    return waiters
  }

  async #run(install: InstallId, waiters: Set<Waiter>): Promise<void> {
    const outcome = await this.#outcome(install)
    this.#starts.delete(install)
    for (const waiter of waiters) waiter(outcome)
  }

  async #outcome(install: InstallId): Promise<WakeOutcome> {
    try {
      return { kind: "awake", address: await this.#wake(install) }
    } catch (cause) {
      return { kind: "failed", cause }
    }
  }
}
