// One kept-alive connection to a module's process: one call at a time, streamed both ways at the slower side's pace.
//
// A connection that is in doubt (an early answer to an unfinished upload, bytes nobody asked for, an error) is never used again.
import { connect, type Socket } from "node:net"

import type { GatewayLimits } from "../limits.ts"
import type { UpstreamAddress } from "../upstream-address.ts"
import { type Call, type ResponseHead, UpstreamFailure, type UpstreamOrder } from "./call.ts"
import { isLengthKnown, requestHead } from "./request-head.ts"
import { ResponseParser } from "./response-parser.ts"
import { Upload } from "./upload.ts"

export type ConnectionTimes = Pick<
  GatewayLimits,
  "connectTimeoutMs" | "headersTimeoutMs" | "bodyTimeoutMs"
>

interface Keeper {
  /** It can take another call. */
  idle(connection: Connection): void
  gone(connection: Connection): void
}

const HEAD_BYTES_MAX = 65_536
// uvicorn closes an idle connection after 5 s (its default, Streamlit 1.57 and later): let go before it does.
const KEPT_MS_MAX = 4_000
const KEPT_MARGIN_MS = 1_000

export class Connection {
  /** Once idle: when the module may let go of it, by `performance.now()`. */
  keptUntil = 0
  readonly #socket: Socket
  readonly #times: ConnectionTimes
  readonly #keeper: Keeper
  readonly #parser: ResponseParser
  readonly #connecting: NodeJS.Timeout
  #order: UpstreamOrder | undefined
  #upload: Upload | undefined
  #isConnected = false
  #hasHead = false
  #keptMs = KEPT_MS_MAX
  #isPaused = false
  #error: Error | undefined

  constructor(address: UpstreamAddress, times: ConnectionTimes, keeper: Keeper) {
    this.#times = times
    this.#keeper = keeper
    this.#parser = new ResponseParser(this, HEAD_BYTES_MAX)
    this.#socket =
      address.kind === "unix"
        ? connect(address.path)
        : connect({ port: address.port, host: address.host, noDelay: true })
    this.#connecting = setTimeout(() => {
      this.#break(new UpstreamFailure("broken", "The module did not take the connection in time"))
    }, times.connectTimeoutMs)
    this.#socket
      .once("connect", this.#connected)
      .on("data", this.#received)
      .on("end", this.#ended)
      .on("timeout", this.#timedOut)
      .on("error", (error) => {
        this.#error ??= error
      })
      .once("close", this.#closed)
  }

  get isUsable(): boolean {
    return this.#socket.writable && !this.#socket.readableEnded && this.#order === undefined
  }

  /** Only while `isUsable`. */
  take(order: UpstreamOrder): Call {
    this.#order = order
    this.#hasHead = false
    if (this.#isConnected) this.#send(order)
    return {
      pause: () => {
        if (this.#order === order) this.#pause(true)
      },
      resume: () => {
        if (this.#order === order) this.#pause(false)
      },
      abort: () => {
        if (this.#order !== order) return
        this.#order = undefined
        this.destroy()
      },
    }
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Of the parser. */
  head(head: ResponseHead): void {
    if (head.status === 103) this.#order?.listener.hint(head.headers)
    if (head.status < 200) return
    this.#hasHead = true
    this.#keptMs = keptMs(head.headers)
    this.#allow(this.#times.bodyTimeoutMs)
    this.#order?.listener.head(head)
  }

  /** Of the parser. */
  data(chunk: Buffer, isLast: boolean): void {
    this.#order?.listener.data(chunk, isLast)
  }

  /** Of the parser. */
  ended(trailers: readonly string[], isReusable: boolean): void {
    const order = this.#order
    if (order === undefined) return
    const isSent = this.#upload?.isDone !== false
    this.#order = undefined
    this.#upload?.stop()
    this.#upload = undefined
    if (this.#isPaused) this.#pause(false)
    this.keptUntil = performance.now() + this.#keptMs
    if (!isReusable || !isSent || this.#keptMs <= 0) this.destroy()
    else this.#keeper.idle(this)
    order.listener.ended(trailers)
  }

  readonly #connected = (): void => {
    clearTimeout(this.#connecting)
    this.#isConnected = true
    if (this.#order !== undefined) this.#send(this.#order)
  }

  #send(order: UpstreamOrder): void {
    const head = requestHead(order)
    if (head === undefined) {
      this.#order = undefined
      this.#keeper.idle(this)
      order.listener.failed(
        new UpstreamFailure("malformed", "The request holds characters no request may have"),
      )
      return
    }
    order.listener.sent()
    // Whoever hears that it is sent may have thought better of it.
    if (this.#order !== order) return
    this.#parser.begin(order.method)
    this.#allow(this.#times.headersTimeoutMs)
    this.#socket.write(head, "latin1")
    if (order.body === undefined) return
    this.#upload = new Upload(order.body, this.#socket, !isLengthKnown(order.headers), (error) => {
      this.#break(new UpstreamFailure("broken", "The upload broke off", error))
    })
  }

  // The timer of a socket is one object for its life, and every byte either way puts it back.
  #allow(ms: number): void {
    if (this.#socket.timeout !== ms) this.#socket.setTimeout(ms)
  }

  #pause(isPaused: boolean): void {
    this.#isPaused = isPaused
    if (isPaused) this.#socket.pause()
    else {
      this.#socket.resume()
      // It may have fired meanwhile, and a byte that never comes would not put it back.
      this.#socket.setTimeout(this.#socket.timeout ?? 0)
    }
  }

  readonly #received = (chunk: Buffer): void => {
    // Nobody asked: the answer to a request that was never made.
    if (this.#order === undefined) {
      this.destroy()
      return
    }
    try {
      this.#parser.push(chunk)
    } catch (cause) {
      this.#break(new UpstreamFailure("broken", "The module's answer cannot be read", cause))
    }
  }

  readonly #ended = (): void => {
    try {
      this.#parser.end()
    } catch (cause) {
      this.#break(new UpstreamFailure("broken", "The module's answer is not whole", cause))
    }
  }

  readonly #timedOut = (): void => {
    // A visitor who is slow to take the answer is none of the module's doing, and is watched elsewhere.
    if (this.#order === undefined || this.#isPaused) return
    const what = this.#hasHead
      ? "The module stopped answering"
      : "The module did not answer in time"
    this.#break(new UpstreamFailure("slow", what))
  }

  readonly #closed = (): void => {
    clearTimeout(this.#connecting)
    const why = "The module closed the connection before its answer"
    this.#break(new UpstreamFailure("broken", why, this.#error))
    this.#keeper.gone(this)
  }

  #break(failure: UpstreamFailure): void {
    const order = this.#order
    this.#order = undefined
    this.#upload?.stop()
    this.#upload = undefined
    this.destroy()
    order?.listener.failed(failure)
  }
}

/** `Keep-Alive: timeout=5`, less what a request is on its way. */
function keptMs(headers: readonly string[]): number {
  const at = headers.indexOf("keep-alive")
  const seconds = at === -1 ? undefined : /\btimeout=(\d{1,6})/i.exec(headers[at + 1] ?? "")?.[1]
  if (seconds === undefined) return KEPT_MS_MAX
  return Math.min(KEPT_MS_MAX, Number(seconds) * 1_000 - KEPT_MARGIN_MS)
}
