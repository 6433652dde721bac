// The event streams that people read just now. When somebody may see less than before, all of theirs end: whoever may still read
// comes back, and is asked about anew.
import type { UserId } from "@modkeep/contract/ids"

export interface Reader {
  /** Aborts when the request ends or the reader must go. */
  readonly signal: AbortSignal
  /** To be called when nothing more is sent. */
  close(): void
}

export class OpenReaders {
  readonly #readers = new Map<UserId, Set<AbortController>>()

  open(user: UserId, request: AbortSignal): Reader {
    const controller = new AbortController()
    const theirs = this.#readers.get(user) ?? new Set()
    this.#readers.set(user, theirs.add(controller))
    const close = () => {
      request.removeEventListener("abort", leave)
      theirs.delete(controller)
      if (theirs.size === 0 && this.#readers.get(user) === theirs) this.#readers.delete(user)
    }
    const leave = () => {
      controller.abort()
      close()
    }
    if (request.aborted) leave()
    else request.addEventListener("abort", leave)
    return { signal: controller.signal, close }
  }

  end(user: UserId): void {
    for (const controller of [...(this.#readers.get(user) ?? [])]) controller.abort()
  }
}
