// Keeps this server and the keeper together: connects, starts a keeper where there is none, connects again after a break.
//
// A keeper that is silent is waited for, never replaced: it holds the modules. Only one that is not there is started.
import { setTimeout as wait } from "node:timers/promises"

import { Fault } from "#base/fault.ts"

import { type Hello, hello } from "./keeper-answers.ts"
import {
  type ConnectionEvents,
  KeeperConnection,
  KeeperSilence,
  type Message,
} from "./keeper-connection.ts"
import type { SpawnedKeeper } from "./spawn-keeper.ts"

export interface LinkParts {
  readonly socket: string
  spawn(): Promise<SpawnedKeeper>
  event(message: Message): void
  /** Connected and greeted; the requests of others wait until this resolves. */
  up(greeting: Hello, ask: Ask): Promise<void>
  /** Requests go through from now on. */
  back(): void
  down(reason: string): void
  /** It did not answer in time. */
  silent(): void
  warn(what: string, detail: Readonly<Record<string, unknown>>): void
}

export type Ask = (op: string, fields: Message, timeoutMs: number) => Promise<Message>

interface Current {
  readonly connection: KeeperConnection
  readonly greeting: Hello
}

// 2: modules live in cells. A keeper that knows none is replaced, and its modules with it.
const protocol = 2
const helloTimeoutMs = 5_000
// Python starts in 20–60 ms on a quiet machine; a loaded one may need seconds.
const spawnTimeoutMs = 15_000
const spawnLookMs = 20
const quitGraceMs = 5_000
const retryFirstMs = 100
const retryLongestMs = 5_000
// How long a request waits for a keeper that is being started or reached again.
const upTimeoutMs = 10_000

export class KeeperLink {
  readonly #parts: LinkParts
  readonly #closing = new AbortController()
  #current: Current | undefined
  #up = newUp()
  readonly #done: Promise<void>

  constructor(parts: LinkParts) {
    this.#parts = parts
    this.#done = this.#keep()
  }

  /** Waits for the keeper where it must. @throws KeeperRefusal, KeeperSilence; engine.unavailable when there is no keeper. */
  async request(op: string, fields: Message, timeoutMs: number): Promise<Message> {
    const { connection } = this.#current ?? (await this.#whenUp())
    try {
      return await connection.request(op, fields, timeoutMs)
    } catch (error) {
      this.#noteSilence(error)
      throw error
    }
  }

  /** What the keeper said of itself, once it has. @throws engine.unavailable */
  async greeting(): Promise<Hello> {
    return (this.#current ?? (await this.#whenUp())).greeting
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#current?.connection.close()
    await this.#done
  }

  async #whenUp(): Promise<Current> {
    const late = new AbortController()
    const signal = AbortSignal.any([late.signal, this.#closing.signal])
    const timeout = wait(upTimeoutMs, undefined, { signal }).catch(() => undefined)
    try {
      const current = await Promise.race([this.#up.promise, timeout])
      if (current !== undefined) return current
      throw unavailable(undefined)
    } finally {
      late.abort()
    }
  }

  async #keep(): Promise<void> {
    let pauseMs = retryFirstMs
    while (!this.#closing.signal.aborted) {
      try {
        await this.#life(() => (pauseMs = retryFirstMs))
      } catch (error) {
        if (this.#closing.signal.aborted) return
        this.#noteSilence(error)
        this.#parts.warn("The keeper cannot be reached", { error })
        // Whoever waits is told why at once; the next try is for later requests.
        this.#up.reject(unavailable(error))
        this.#up = newUp()
        await this.#pause(pauseMs)
        pauseMs = Math.min(pauseMs * 2, retryLongestMs)
      }
    }
  }

  /** One connection from its beginning to its end. */
  async #life(succeeded: () => void): Promise<void> {
    const closed = Promise.withResolvers<void>()
    const connection = await this.#reach({
      event: (message) => this.#parts.event(message),
      closed: closed.resolve,
    })
    // Whoever closes while this connection is still being greeted ends it here; nobody else knows of it yet.
    const end = () => connection.close()
    this.#closing.signal.addEventListener("abort", end)
    if (this.#closing.signal.aborted) end()
    try {
      const greeting = hello.parse(await connection.request("hello", {}, helloTimeoutMs))
      if (greeting.protocol !== protocol)
        return await this.#dismiss(connection, greeting, closed.promise)
      await this.#parts.up(greeting, (op, fields, ms) => connection.request(op, fields, ms))
      this.#current = { connection, greeting }
      this.#up.resolve(this.#current)
      this.#parts.back()
      succeeded()
      await closed.promise
    } finally {
      this.#closing.signal.removeEventListener("abort", end)
      connection.close()
      if (this.#current !== undefined) {
        this.#current = undefined
        this.#up = newUp()
        if (!this.#closing.signal.aborted) this.#parts.down("The connection to the keeper ended")
      }
    }
  }

  /** A keeper of another protocol cannot be fed: its modules start anew under ours. */
  async #dismiss(
    connection: KeeperConnection,
    greeting: Hello,
    closed: Promise<void>,
  ): Promise<void> {
    const { version } = greeting
    this.#parts.warn("A keeper of another release is replaced, modules start again", { version })
    const quitMs = quitGraceMs + helloTimeoutMs
    await connection.request("quit", { graceMs: quitGraceMs }, quitMs)
    await Promise.race([closed, wait(quitMs, undefined)])
  }

  async #reach(events: ConnectionEvents): Promise<KeeperConnection> {
    const { socket } = this.#parts
    const found = await KeeperConnection.find(socket, events)
    if (found !== undefined) return found
    const { ended } = await this.#parts.spawn()
    let lastWords: string | undefined
    void ended.then((reason) => (lastWords = reason))
    const deadline = performance.now() + spawnTimeoutMs
    while (performance.now() < deadline && !this.#closing.signal.aborted) {
      const connection = await KeeperConnection.find(socket, events)
      if (connection !== undefined) return connection
      if (lastWords !== undefined) throw new KeeperSilence(`No keeper: ${lastWords}`, false)
      await this.#pause(spawnLookMs)
    }
    throw new KeeperSilence("The new keeper does not listen", true)
  }

  #noteSilence(error: unknown): void {
    if (error instanceof KeeperSilence && error.timedOut) this.#parts.silent()
  }

  async #pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined)
  }
}

function newUp(): PromiseWithResolvers<Current> {
  const up = Promise.withResolvers<Current>()
  // A rejection that nobody waits for is no fault of its own.
  up.promise.catch(() => undefined)
  return up
}

function unavailable(cause: unknown): Fault {
  if (cause instanceof Fault) return cause
  return new Fault("engine.unavailable", {
    public:
      "Modules cannot be started or changed now: their keeper does not answer. Try again soon",
    cause,
  })
}
