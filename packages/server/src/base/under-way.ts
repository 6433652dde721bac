// Work that others began and that needs what is about to be closed: it is let end first.
import { setTimeout as pause } from "node:timers/promises"

export class UnderWay {
  readonly #all = new Set<Promise<unknown>>()

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const running = work()
    this.#all.add(running)
    try {
      return await running
    } finally {
      this.#all.delete(running)
    }
  }

  /** Resolves when all that is under way now has ended, or after `ms`. */
  async ended(ms: number): Promise<void> {
    await Promise.race([Promise.allSettled(this.#all), pause(ms, undefined, { ref: false })])
  }
}
