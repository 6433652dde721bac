// Runs jobs a few at a time in the order they came, one at most for each key: asking again for a key that waits or runs joins it.
export class WorkQueue<Key> {
  readonly #width: number
  readonly #work: (key: Key, signal: AbortSignal) => Promise<void>
  readonly #waiting: Key[] = []
  readonly #running = new Map<Key, { done: Promise<void>; stop: AbortController }>()
  #closed = false

  /** `work` handles its own failures; what it throws is a bug and reaches `unhandledRejection`. */
  constructor(width: number, work: (key: Key, signal: AbortSignal) => Promise<void>) {
    this.#width = width
    this.#work = work
  }

  get waiting(): number {
    return this.#waiting.length
  }

  get running(): number {
    return this.#running.size
  }

  add(key: Key): void {
    if (this.#closed || this.#running.has(key) || this.#waiting.includes(key)) return
    this.#waiting.push(key)
    this.#next()
  }

  /** Takes a waiting key out, or tells its running work to stop; resolves when it has. */
  async cancel(key: Key): Promise<void> {
    const place = this.#waiting.indexOf(key)
    if (place >= 0) this.#waiting.splice(place, 1)
    const running = this.#running.get(key)
    running?.stop.abort()
    await running?.done
  }

  /** Takes nothing new and tells what runs to stop; resolves when all of it has. */
  async close(): Promise<void> {
    this.#closed = true
    this.#waiting.length = 0
    for (const { stop } of this.#running.values()) stop.abort()
    await Promise.allSettled([...this.#running.values()].map(({ done }) => done))
  }

  #next(): void {
    while (this.#running.size < this.#width) {
      const key = this.#waiting.shift()
      if (key === undefined) return
      const stop = new AbortController()
      const done = this.#work(key, stop.signal).finally(() => {
        this.#running.delete(key)
        this.#next()
      })
      this.#running.set(key, { done, stop })
    }
  }
}
