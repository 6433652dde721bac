// One connection to the keeper: requests and their answers, events in order. Ends once, with every waiting request told.
//
// The wire is one JSON object per line; python/PROTOCOL.md is the contract.
import { connect, type Socket } from "node:net"

export interface ConnectionEvents {
  event(message: Message): void
  /** After this nothing more is told. */
  closed(): void
}

export type Message = Readonly<Record<string, unknown>>

/** The keeper refused; `code` is one of the protocol's. */
export class KeeperRefusal extends Error {
  override readonly name = "KeeperRefusal"
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** No answer: the connection ended or the time was up. Whether the request was carried out is unknown. */
export class KeeperSilence extends Error {
  override readonly name = "KeeperSilence"
  readonly timedOut: boolean

  constructor(message: string, timedOut: boolean) {
    super(message)
    this.timedOut = timedOut
  }
}

interface Waiting {
  readonly resolve: (message: Message) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

// A page of 512 KiB of log text grows to at most six times that as JSON escapes.
const lineBytesMax = 4 * 1024 * 1024

export class KeeperConnection {
  readonly #socket: Socket
  readonly #events: ConnectionEvents
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #isClosed = false
  #unfinished: Buffer[] = []
  #unfinishedBytes = 0

  private constructor(socket: Socket, events: ConnectionEvents) {
    this.#socket = socket
    this.#events = events
    socket.on("data", (chunk: Buffer) => this.#take(chunk))
    socket.on("close", () => this.#close())
    socket.on("error", () => socket.destroy())
  }

  /** @throws Node's own error (`ENOENT`, `ECONNREFUSED`) when nobody listens. */
  static open(path: string, events: ConnectionEvents): Promise<KeeperConnection> {
    const { promise, resolve, reject } = Promise.withResolvers<KeeperConnection>()
    const socket = connect(path)
    socket.once("error", reject)
    socket.once("connect", () => {
      socket.off("error", reject)
      resolve(new KeeperConnection(socket, events))
    })
    return promise
  }

  /** @returns undefined when nobody listens there. */
  static async find(path: string, events: ConnectionEvents): Promise<KeeperConnection | undefined> {
    try {
      return await KeeperConnection.open(path, events)
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined
      if (code === "ENOENT" || code === "ECONNREFUSED") return undefined
      throw error
    }
  }

  /** @throws KeeperRefusal, KeeperSilence */
  request(op: string, fields: Message, timeoutMs: number): Promise<Message> {
    if (this.#isClosed) return Promise.reject(new KeeperSilence("The connection has ended", false))
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<Message>()
    const timer = setTimeout(() => {
      this.#waiting.delete(id)
      reject(new KeeperSilence(`No answer to ${op} within ${timeoutMs} ms`, true))
    }, timeoutMs)
    this.#waiting.set(id, { resolve, reject, timer })
    this.#socket.write(`${JSON.stringify({ ...fields, id, op })}\n`)
    return promise
  }

  close(): void {
    this.#socket.destroy()
    this.#close()
  }

  #take(chunk: Buffer): void {
    let rest = chunk
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...this.#unfinished, rest.subarray(0, end)]).toString("utf8")
      this.#unfinished = []
      this.#unfinishedBytes = 0
      rest = rest.subarray(end + 1)
      if (this.#isClosed) return
      this.#line(line)
    }
    if (rest.length === 0) return
    this.#unfinished.push(rest)
    this.#unfinishedBytes += rest.length
    if (this.#unfinishedBytes > lineBytesMax) this.close()
  }

  #line(line: string): void {
    const message = parse(line)
    if (message === undefined) {
      // What cannot be read cannot be trusted to be whole.
      this.close()
      return
    }
    if (typeof message["event"] === "string") {
      this.#events.event(message)
      return
    }
    const id = message["id"]
    const waiting = typeof id === "number" ? this.#waiting.get(id) : undefined
    if (typeof id !== "number" || waiting === undefined) return
    this.#waiting.delete(id)
    clearTimeout(waiting.timer)
    const refusal = refusalOf(message["error"])
    if (refusal === undefined) waiting.resolve(message)
    else waiting.reject(refusal)
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer)
      reject(new KeeperSilence("The connection has ended", false))
    }
    this.#waiting.clear()
    this.#events.closed()
  }
}

function parse(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isMessage(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function refusalOf(error: unknown): KeeperRefusal | undefined {
  if (!isMessage(error)) return undefined
  const { code, message } = error
  return new KeeperRefusal(String(code), String(message))
}
