// One request to a module and its answer back, streamed both ways: nothing is gathered up, the slower side sets the pace, and
// an end on either side ends the other.
import type { ServerResponse } from "node:http"

import type { Dispatcher } from "undici"

import { lingerOverUnreadBody } from "./refuse.ts"
import type { RequestBody } from "./request-body.ts"
import type { Route } from "./route-table.ts"
import type { Exchange } from "./exchange.ts"
import { visitorHeaders, visitorTrailers } from "./visitor-headers.ts"

export interface RelayOrder {
  readonly exchange: Exchange
  readonly route: Route
  readonly headers: string[]
  readonly body: RequestBody | undefined
  readonly stallMs: number
  /** The module gave no answer. `isSent` = it may have seen the request. */
  failed(error: Error, isSent: boolean): void
}

export function relay(upstream: Dispatcher, order: RelayOrder): void {
  const { req, visit } = order.exchange
  upstream.dispatch(
    {
      path: visit.target,
      method: req.method ?? "GET",
      headers: order.headers,
      body: order.body ?? null,
    },
    new Relay(order),
  )
}

class Relay implements Dispatcher.DispatchHandler {
  readonly #order: RelayOrder
  readonly #res: ServerResponse
  #controller: Dispatcher.DispatchController | undefined
  #hasBegun = false
  #hasEnded = false

  constructor(order: RelayOrder) {
    this.#order = order
    this.#res = order.exchange.res
    order.exchange.whenOver(this.#over)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#res.destroyed) controller.abort(new Error("The visitor went away"))
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusMessage?: string,
  ): void {
    const { exchange, route } = this.#order
    const raw = flatHeaders(controller.rawHeaders)
    if (status < 200) {
      if (status === 103) this.#hint(raw)
      return
    }
    const headers = visitorHeaders(raw, exchange.visit, route)
    lingerOverUnreadBody(exchange)
    this.#hasBegun = true
    this.#res.writeHead(status, statusMessage ?? "", headers)
    // Headers leave with the first piece of the body, in one packet; when there is none yet they do not wait for it.
    process.nextTick(() => {
      if (!this.#hasEnded && !this.#res.destroyed) this.#res.flushHeaders()
    })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#res.destroyed || this.#res.write(chunk)) return
    controller.pause()
    this.#letGoOnStall()
    this.#res.once("drain", () => {
      this.#res.socket?.setTimeout(0)
      controller.resume()
    })
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    this.#hasEnded = true
    const raw = controller.rawTrailers
    if (Array.isArray(raw) && raw.length > 0) this.#res.addTrailers(visitorTrailers(raw))
    this.#res.end()
    this.#letGoOnStall()
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    // Half an answer must not look like a whole one: the connection is cut.
    if (this.#res.destroyed) return
    if (this.#hasBegun) {
      if (this.#order.body?.isVisitorsFault !== true) this.#order.exchange.broke(error)
      this.#res.destroy()
    } else {
      this.#order.failed(error, this.#controller !== undefined)
    }
  }

  // A socket's own timeout knows a slow visitor from one who takes nothing; node:http ends the connection when it fires, and
  // puts its keep-alive timeout in its place when the answer has left.
  readonly #letGoOnStall = (): void => {
    const { socket } = this.#res
    // An answer that waits behind another on the same connection is not yet the visitor's to take.
    if (socket === null) this.#res.once("socket", this.#letGoOnStall)
    else if (!this.#res.writableFinished) socket.setTimeout(this.#order.stallMs)
  }

  #hint(raw: readonly (Buffer | string)[]): void {
    const links: string[] = []
    for (let at = 0; at + 1 < raw.length; at += 2) {
      if (String(raw[at]).toLowerCase() === "link") links.push(String(raw[at + 1]))
    }
    try {
      if (links.length > 0) this.#res.writeEarlyHints({ link: links })
    } catch {
      // node:http refuses links of an unusual form; a hint is not worth the answer.
    }
  }

  readonly #over = (): void => {
    const { socket } = this.#order.exchange.req
    if (socket.timeout === this.#order.stallMs) socket.setTimeout(0)
    if (this.#hasEnded) return
    this.#controller?.abort(new Error("The visitor went away"))
  }
}

type RawHeaders = Dispatcher.DispatchController["rawHeaders"]

function flatHeaders(raw: RawHeaders): readonly (Buffer | string)[] {
  return Array.isArray(raw) ? raw : []
}
