// Work that others began and that needs what is about to be closed: it is let end first, and nothing new begins.
import { setTimeout as pause } from "node:timers/promises"

export class UnderWay {
  readonly #quiet = Promise.withResolvers<void>()
  #count = 0
  #isClosed = false

  /** The returned function counts it off, once however often it is called; undefined = too late to begin. */
  begin(): (() => void) | undefined {
    if (this.#isClosed) return undefined
    this.#count += 1
    let isOpen = true
    return () => {
      if (!isOpen) return
      isOpen = false
      this.#count -= 1
      this.#settle()
    }
  }

  /** From now on nothing begins. Resolves when all that is under way has ended, or after `ms`. */
  async close(ms: number): Promise<void> {
    this.#isClosed = true
    this.#settle()
    await Promise.race([this.#quiet.promise, pause(ms, undefined, { ref: false })])
  }

  #settle(): void {
    if (this.#isClosed && this.#count === 0) this.#quiet.resolve()
  }
}
