// One request to a module and its answer back, streamed both ways: nothing is gathered up, the slower side sets the pace, and
// an end on either side ends the other.
import type { ServerResponse } from "node:http"

import type { Exchange } from "./exchange.ts"
import { lingerOverUnreadBody } from "./refuse.ts"
import type { RequestBody } from "./request-body.ts"
import type { Route } from "./route-table.ts"
import type { Call, ResponseHead, UpstreamFailure, UpstreamListener } from "./upstream/call.ts"
import type { UpstreamPool } from "./upstream/pool.ts"
import { visitorHeaders, visitorTrailers } from "./visitor-headers.ts"

export interface RelayOrder {
  readonly exchange: Exchange
  readonly route: Route
  readonly headers: string[]
  readonly body: RequestBody | undefined
  readonly stallMs: number
  /** The module gave no answer. `isSent` = it may have seen the request. */
  failed(failure: UpstreamFailure, isSent: boolean): void
}

export function relay(upstream: UpstreamPool, order: RelayOrder): void {
  new Relay(order).go(upstream)
}

class Relay implements UpstreamListener {
  readonly #order: RelayOrder
  readonly #res: ServerResponse
  #call: Call | undefined
  #isSent = false
  #hasBegun = false
  #hasEnded = false
  #isHeld = false

  constructor(order: RelayOrder) {
    this.#order = order
    this.#res = order.exchange.res
  }

  go(upstream: UpstreamPool): void {
    const { exchange, headers, body } = this.#order
    exchange.whenOver(this.#over)
    this.#call = upstream.dispatch({
      method: exchange.req.method ?? "GET",
      target: exchange.visit.target,
      headers,
      body,
      listener: this,
    })
  }

  sent(): void {
    this.#isSent = true
  }

  head({ status, message, headers, isAlone }: ResponseHead): void {
    const { exchange, route } = this.#order
    lingerOverUnreadBody(exchange)
    this.#hasBegun = true
    this.#res.writeHead(status, message, visitorHeaders(headers, exchange.visit, route))
    // Headers leave with the first piece of the body, in one packet; when there is none yet they do not wait for it.
    if (isAlone) this.#res.flushHeaders()
  }

  data(chunk: Buffer, isLast: boolean): void {
    const res = this.#res
    if (res.destroyed) return
    if (isLast) {
      this.#end(chunk)
      return
    }
    // What had arrived when the module was held back still comes, in many pieces maybe.
    if (res.write(chunk) || this.#isHeld) return
    this.#isHeld = true
    this.#call?.pause()
    this.#letGoOnStall()
    res.once("drain", () => {
      this.#isHeld = false
      res.socket?.setTimeout(0)
      this.#call?.resume()
    })
  }

  ended(trailers: readonly string[]): void {
    if (this.#hasEnded) return
    if (trailers.length > 0) this.#res.addTrailers(visitorTrailers(trailers))
    this.#end()
  }

  failed(failure: UpstreamFailure): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    // Half an answer must not look like a whole one: the connection is cut.
    if (this.#res.destroyed) return
    if (this.#hasBegun) {
      if (this.#order.body?.isVisitorsFault !== true) this.#order.exchange.broke(failure)
      this.#res.destroy()
    } else this.#order.failed(failure, this.#isSent)
  }

  hint(headers: readonly string[]): void {
    const links = headers.filter((_value, at) => at % 2 === 1 && headers[at - 1] === "link")
    try {
      if (links.length > 0) this.#res.writeEarlyHints({ link: links })
    } catch {
      // node:http refuses links of an unusual form; a hint is not worth the answer.
    }
  }

  #end(chunk?: Buffer): void {
    this.#hasEnded = true
    this.#res.end(chunk)
    this.#letGoOnStall()
  }

  // A socket's own timeout knows a slow visitor from one who takes nothing; node:http ends the connection when it fires, and
  // puts its keep-alive timeout in its place when the answer has left.
  readonly #letGoOnStall = (): void => {
    const { socket } = this.#res
    // An answer that waits behind another on the same connection is not yet the visitor's to take.
    if (socket === null) {
      if (!this.#res.writableFinished) this.#res.once("socket", this.#letGoOnStall)
    } else if (socket.writableLength > 0) socket.setTimeout(this.#order.stallMs)
  }

  readonly #over = (): void => {
    const { socket } = this.#order.exchange.req
    if (socket.timeout === this.#order.stallMs) socket.setTimeout(0)
    if (!this.#hasEnded) this.#call?.abort()
    this.#hasEnded = true
  }
}
