// A browser-like Streamlit session over a WebSocket, without a browser: connects, asks for script runs, reads what the page shows.
//
// Works against every release from 1.22 on, directly (Unix socket or URL) or through a gateway. Messages are read by the field
// numbers of Streamlit's protobuf files that never changed, so no Streamlit is needed here.
import { randomBytes } from "node:crypto"
import { connect, type Socket } from "node:net"

export interface SessionOptions {
  /** Connect to this Unix socket; `url` then only gives host and path. */
  readonly socketPath?: string
  readonly url?: string
  /** Connect to this address instead of the URL's host (a name that no resolver knows). */
  readonly connectTo?: { readonly host: string; readonly port: number }
  /** The query of the page's address, without "?". */
  readonly query?: string
  /** Reconnect as a browser does after a lost connection. */
  readonly sessionId?: string
  /** Releases before 1.3x expect the session id as second subprotocol. */
  readonly sessionIdSecond?: boolean
  readonly cookies?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** `null` sends none. Left out: the URL's own origin. */
  readonly origin?: string | null
  readonly timeoutMs?: number
}

export interface RunItem {
  readonly kind: "text" | "markdown" | "alert" | "code" | "exception"
  readonly text: string
}

export interface Run {
  readonly items: readonly RunItem[]
  /** The bodies of all items, in order. */
  readonly texts: readonly string[]
  /** 0: finished; 1: it did not compile; 3: finished early for a rerun. */
  readonly status: number
  /** From the request, or else from the start of the run, to its end. */
  readonly ms: number
  readonly pageHash: string
}

export interface Page {
  readonly hash: string
  readonly name: string
}

/** A handshake that the server refused. */
export class HandshakeRefused extends Error {
  readonly status: number
  readonly head: string
  constructor(status: number, head: string) {
    super(`WebSocket handshake answered ${status}`)
    this.status = status
    this.head = head
  }
}

export class StreamlitSession {
  /** Given by the server with the first run. */
  sessionId: string | undefined
  /** The module's pages, as the last run or navigation told. */
  pages: readonly Page[] = []
  /** "Source file changed" and other session events since the connection. */
  notices = 0
  bytesReceived = 0
  /** Resolves with the close code when the connection has ended (1006: without a close frame). */
  readonly closed: Promise<number>

  readonly #socket: Socket
  readonly #timeoutMs: number
  #query: string
  #pageHash = ""
  #pending: RunInProgress | undefined
  readonly #finished: Run[] = []
  readonly #waiting: { resolve: (run: Run) => void; reject: (error: Error) => void }[] = []
  #isClosed = false
  #closeCode = 1006
  #frames: Buffer = Buffer.alloc(0)
  #message: Buffer[] = []

  constructor(socket: Socket, query: string, timeoutMs: number) {
    this.#socket = socket
    this.#query = query
    this.#timeoutMs = timeoutMs
    this.closed = new Promise((resolve) => {
      socket.on("close", () => {
        this.#isClosed = true
        for (const waiter of this.#waiting.splice(0)) {
          waiter.reject(new Error(`The session was closed with ${this.#closeCode}`))
        }
        resolve(this.#closeCode)
      })
    })
    socket.on("error", () => undefined)
    socket.on("data", (bytes) => this.#read(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)))
  }

  get isOpen(): boolean {
    return !this.#isClosed
  }

  /** Runs the script as a page load or a click does, and waits for the end of that run. */
  async run(query?: string): Promise<Run> {
    if (query !== undefined) this.#query = query
    const start = performance.now()
    this.request({ query: this.#query, pageHash: this.#pageHash })
    for (;;) {
      const run = await this.nextRun()
      if (run.status !== 2) return { ...run, ms: performance.now() - start }
    }
  }

  /** Opens another page of the module, as a click in the navigation does; newer releases clear the address then. */
  async openPage(hash: string, query = ""): Promise<Run> {
    this.#query = query
    this.#pageHash = hash
    return this.run(query)
  }

  /** Opens a page by the name in its address, as a first load of `/name` does. */
  async openPageNamed(name: string, query = ""): Promise<Run> {
    this.#query = query
    this.request({ query, pageHash: "", pageName: name })
    return this.nextRun()
  }

  /** Asks for a run without waiting for it. */
  request(wanted: { query: string; pageHash?: string; pageName?: string }): void {
    const state = Buffer.concat([
      textField(1, wanted.query),
      textField(3, wanted.pageHash ?? ""),
      textField(4, wanted.pageName ?? ""),
    ])
    this.#send(2, field(11, state))
  }

  /** The next run to end, also one that the server began by itself. */
  async nextRun(timeoutMs = this.#timeoutMs): Promise<Run> {
    const ready = this.#finished.shift()
    if (ready !== undefined) return ready
    if (this.#isClosed) throw new Error(`The session was closed with ${this.#closeCode}`)
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject }
      const timer = setTimeout(() => {
        const place = this.#waiting.indexOf(waiter)
        if (place >= 0) this.#waiting.splice(place, 1)
        reject(new Error(`No run ended within ${timeoutMs} ms`))
      }, timeoutMs)
      waiter.resolve = (run) => {
        clearTimeout(timer)
        resolve(run)
      }
      waiter.reject = (error) => {
        clearTimeout(timer)
        reject(error)
      }
      this.#waiting.push(waiter)
    })
  }

  /** Ends the connection as a closed browser tab does. */
  async close(): Promise<void> {
    if (!this.#isClosed) this.#send(8, Buffer.from([0x03, 0xe8]))
    this.#socket.end()
    await this.closed
  }

  /** Cuts the connection as a lost network does. */
  async drop(): Promise<void> {
    this.#socket.destroy()
    await this.closed
  }

  #send(opcode: number, data: Buffer): void {
    if (!this.#socket.writable) return
    const mask = randomBytes(4)
    const masked = Buffer.from(data)
    // `?? 0` only satisfies the index check: both indexes are in range.
    for (let i = 0; i < masked.length; i++) masked[i] = (masked[i] ?? 0) ^ (mask[i & 3] ?? 0)
    this.#socket.write(Buffer.concat([frameHead(opcode, data.length), mask, masked]))
  }

  #read(bytes: Buffer): void {
    this.bytesReceived += bytes.length
    this.#frames = Buffer.concat([this.#frames, bytes])
    for (;;) {
      const frame = takeFrame(this.#frames)
      if (frame === undefined) return
      this.#frames = frame.rest
      if (frame.opcode === 9) this.#send(10, frame.data)
      else if (frame.opcode === 8) {
        this.#closeCode = frame.data.length >= 2 ? frame.data.readUInt16BE(0) : 1005
        this.#socket.end()
      } else if (frame.opcode !== 10) {
        this.#message.push(frame.data)
        if (frame.isLast) this.#take(Buffer.concat(this.#message.splice(0)))
      }
    }
  }

  /** ForwardMsg: 4 new_session, 5 delta, 6 script_finished, 10 session_event, 23 navigation. */
  #take(message: Buffer): void {
    for (const part of fields(message)) {
      if (part.number === 4) this.#begin(part.bytes)
      else if (part.number === 5) {
        const item = elementOf(part.bytes)
        if (item !== undefined) this.#pending?.items.push(item)
      } else if (part.number === 6) this.#end(part.value)
      else if (part.number === 10) this.notices += 1
      else if (part.number === 23) this.#learnPages(part.bytes, 2)
    }
  }

  /** NewSession: 1 initialize, 8 app_pages, 9 page_script_hash. */
  #begin(message: Buffer): void {
    let pageHash = ""
    for (const part of fields(message)) {
      if (part.number === 1) {
        const id = fields(part.bytes).find((inner) => isSessionId(inner.bytes))
        if (id !== undefined) this.sessionId = id.bytes.toString()
      } else if (part.number === 9) pageHash = part.bytes.toString()
    }
    this.#learnPages(message, 8)
    if (pageHash !== "") this.#pageHash = pageHash
    this.#pending = { items: [], start: performance.now(), pageHash }
  }

  #learnPages(message: Buffer, number: number): void {
    const pages = fields(message).filter((part) => part.number === number)
    if (pages.length === 0) return
    this.pages = pages.map((page) => {
      const parts = fields(page.bytes)
      const text = (wanted: number) =>
        parts.find((part) => part.number === wanted)?.bytes.toString() ?? ""
      return { hash: text(1), name: text(2) }
    })
  }

  #end(status: number): void {
    const pending = this.#pending
    if (pending === undefined) return
    this.#pending = undefined
    const run: Run = {
      items: pending.items,
      texts: pending.items.map((item) => item.text),
      status,
      ms: performance.now() - pending.start,
      pageHash: pending.pageHash,
    }
    const waiter = this.#waiting.shift()
    if (waiter === undefined) this.#finished.push(run)
    else waiter.resolve(run)
  }
}

/** Connects. Throws `HandshakeRefused` when the server answers anything but 101. */
export async function openSession(options: SessionOptions): Promise<StreamlitSession> {
  const url = new URL(options.url ?? "http://localhost/")
  const timeoutMs = options.timeoutMs ?? 30_000
  const port = Number(url.port === "" ? 80 : url.port)
  const target =
    options.socketPath === undefined
      ? (options.connectTo ?? { host: url.hostname, port })
      : { path: options.socketPath }
  const socket = connect(target)
  try {
    const { head, rest } = await handshake(socket, handshakeText(url, options), timeoutMs)
    const status = Number(head.split(" ", 2)[1])
    if (status !== 101) throw new HandshakeRefused(status, head)
    const session = new StreamlitSession(
      socket,
      (options.query ?? "").replace(/^\?/u, ""),
      timeoutMs,
    )
    if (rest.length > 0) socket.emit("data", rest)
    return session
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function handshakeText(url: URL, options: SessionOptions): string {
  const protocols = ["streamlit", options.cookies?.["_streamlit_xsrf"] ?? "PLACEHOLDER_AUTH_TOKEN"]
  if (options.sessionId !== undefined) {
    if (options.sessionIdSecond === true) protocols[1] = options.sessionId
    else protocols.push(options.sessionId)
  }
  const origin = options.origin === undefined ? url.origin : options.origin
  const cookies = Object.entries(options.cookies ?? {}).map(([name, value]) => `${name}=${value}`)
  const headers: Record<string, string> = {
    Host: url.host,
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
    "Sec-WebSocket-Protocol": protocols.join(", "),
    ...(origin === null ? {} : { Origin: origin }),
    ...(cookies.length === 0 ? {} : { Cookie: cookies.join("; ") }),
    ...options.headers,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${url.pathname.replace(/\/$/u, "")}/_stcore/stream HTTP/1.1\r\n${lines.join("")}\r\n`
}

async function handshake(
  socket: Socket,
  request: string,
  timeoutMs: number,
): Promise<{ head: string; rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const timer = setTimeout(() => reject(new Error("The handshake took too long")), timeoutMs)
    const done = (act: () => void) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      act()
    }
    socket.on("error", (error) => done(() => reject(error)))
    socket.on("close", () => done(() => reject(new Error("Closed during the handshake"))))
    socket.on("data", (bytes) => {
      received = Buffer.concat([received, Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)])
      const end = received.indexOf("\r\n\r\n")
      if (end < 0) return
      const head = received.subarray(0, end).toString("latin1")
      done(() => resolve({ head, rest: received.subarray(end + 4) }))
    })
    socket.write(request)
  })
}

interface RunInProgress {
  readonly items: RunItem[]
  readonly start: number
  readonly pageHash: string
}

interface Field {
  readonly number: number
  readonly value: number
  readonly bytes: Buffer
}

const none = Buffer.alloc(0)

/** The top-level fields of a protobuf message. */
function fields(message: Buffer): Field[] {
  const found: Field[] = []
  let at = 0
  const varint = () => {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = message.readUInt8(at++)
      value += (byte & 127) * scale
      scale *= 128
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const key = varint()
    const number = Math.floor(key / 8)
    const wireType = key % 8
    if (wireType === 0) found.push({ number, value: varint(), bytes: none })
    else {
      const length = wireType === 2 ? varint() : wireType === 1 ? 8 : 4
      found.push({ number, value: 0, bytes: message.subarray(at, at + length) })
      at += length
    }
  }
  return found
}

function field(number: number, data: Buffer): Buffer {
  return Buffer.concat([varintOf(number * 8 + 2), varintOf(data.length), data])
}

function textField(number: number, text: string): Buffer {
  return text === "" ? none : field(number, Buffer.from(text))
}

function varintOf(value: number): Buffer {
  const bytes: number[] = []
  let left = value
  while (left > 127) {
    bytes.push((left & 127) | 128)
    left = Math.floor(left / 128)
  }
  return Buffer.from([...bytes, left])
}

function isSessionId(bytes: Buffer): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(bytes.toString("latin1"))
}

/** Delta: 3 new_element. Element: 1 text, 8 exception, 29 markdown, 30 alert, 48 code; in each 1 is the body. */
const kinds: ReadonlyMap<number, RunItem["kind"]> = new Map([
  [1, "text"],
  [8, "exception"],
  [29, "markdown"],
  [30, "alert"],
  [48, "code"],
])

function elementOf(delta: Buffer): RunItem | undefined {
  const element = fields(delta).find((part) => part.number === 3)
  if (element === undefined) return undefined
  for (const part of fields(element.bytes)) {
    const kind = kinds.get(part.number)
    if (kind === undefined) continue
    const inner = fields(part.bytes)
    const text = (number: number) =>
      inner.find((each) => each.number === number)?.bytes.toString() ?? ""
    return { kind, text: kind === "exception" ? `${text(1)}: ${text(2)}` : text(1) }
  }
  return undefined
}

function frameHead(opcode: number, length: number): Buffer {
  if (length < 126) return Buffer.from([128 | opcode, 128 | length])
  const head = Buffer.alloc(length < 65_536 ? 4 : 10)
  head[0] = 128 | opcode
  head[1] = 128 | (length < 65_536 ? 126 : 127)
  if (length < 65_536) head.writeUInt16BE(length, 2)
  else head.writeBigUInt64BE(BigInt(length), 2)
  return head
}

function takeFrame(
  bytes: Buffer,
): { isLast: boolean; opcode: number; data: Buffer; rest: Buffer } | undefined {
  if (bytes.length < 2) return undefined
  const first = bytes.readUInt8(0)
  const short = bytes.readUInt8(1) & 127
  const headSize = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < headSize) return undefined
  const length =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (bytes.length < headSize + length) return undefined
  return {
    isLast: first >= 128,
    opcode: first & 15,
    data: bytes.subarray(headSize, headSize + length),
    rest: bytes.subarray(headSize + length),
  }
}
