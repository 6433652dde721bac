// Hands events from where they happen to whoever listens now. A listener that cannot keep up loses its place, never memory:
// its queue is bounded, and when it overflows the iteration ends so that the reader resumes from what it saw last.
const QUEUE_MAX = 10_000

interface Listener<Event> {
  push(event: Event): void
  end(): void
}

export class Topic<Key, Event> {
  readonly #listeners = new Map<Key, Set<Listener<Event>>>()

  publish(key: Key, event: Event): void {
    for (const listener of this.#listeners.get(key) ?? []) listener.push(event)
  }

  /** Nothing more will come for the key: its iterations end once they have handed out what they hold. */
  end(key: Key): void {
    for (const listener of [...(this.#listeners.get(key) ?? [])]) listener.end()
  }

  /** Events published from now on, until `signal` aborts. Listening starts at the call, not at the first read. */
  listen(key: Key, signal: AbortSignal): AsyncIterable<Event> {
    const queue: Event[] = []
    let wake: (() => void) | undefined
    let ended = signal.aborted
    const listeners = this.#listeners
    const end = () => {
      ended = true
      remove()
      wake?.()
    }
    const listener: Listener<Event> = {
      push(event) {
        queue.push(event)
        if (queue.length > QUEUE_MAX) end()
        wake?.()
      },
      end,
    }
    const remove = () => {
      const set = listeners.get(key)
      set?.delete(listener)
      if (set?.size === 0) listeners.delete(key)
      signal.removeEventListener("abort", end)
    }
    if (!ended) {
      const set = listeners.get(key) ?? new Set()
      listeners.set(key, set.add(listener))
      signal.addEventListener("abort", end)
    }
    return {
      async *[Symbol.asyncIterator]() {
        try {
          for (;;) {
            const event = queue.shift()
            if (event !== undefined) yield event
            else if (ended) return
            else await new Promise<void>((resolve) => (wake = resolve))
          }
        } finally {
          remove()
        }
      },
    }
  }
}
