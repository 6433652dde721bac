// One asked-for WebSocket: either it is opened or it is answered once and the connection ends. Logged once, by path.
import type { IncomingMessage } from "node:http"
import type { Socket } from "node:net"

import type { Context } from "./context.ts"
import { endSocket } from "./end-socket.ts"
import { problemText } from "./problem-text.ts"
import { type Refusal, statusOf, titleOf } from "./refusal.ts"
import type { Route } from "./route-table.ts"
import { pathOf, type Visit } from "./visit.ts"

export interface UpgradeArrival {
  readonly req: IncomingMessage
  readonly socket: Socket
  /** What came right after the request. */
  readonly head: Buffer
  readonly visit: Visit
}

/** Why it was not opened: the refusal's code, and what went wrong beneath it. */
interface Why {
  readonly code?: Refusal["code"]
  readonly cause?: unknown
}

export class UpgradeExchange implements UpgradeArrival {
  readonly req: IncomingMessage
  readonly socket: Socket
  readonly head: Buffer
  readonly visit: Visit
  readonly route: Route | undefined
  readonly #context: Context
  readonly #beganAt = performance.now()
  #isSettled = false
  #ends: (() => void)[] = []

  constructor(arrival: UpgradeArrival, context: Context) {
    this.req = arrival.req
    this.socket = arrival.socket
    this.head = arrival.head
    this.visit = arrival.visit
    const { label } = arrival.visit
    this.route = label === undefined ? undefined : context.routes.find(label)
    this.#context = context
    this.socket.on("error", this.#broken).on("close", this.#settle)
  }

  /** Calls back once this is opened, answered or given up: at once when it already is. */
  whileUnsettled(end: () => void): void {
    if (this.#isSettled) end()
    else this.#ends.push(end)
  }

  /** From here on the socket is the caller's; nothing of this exchange stays with it. */
  opened(): void {
    this.#settle()
    this.socket.off("error", this.#broken)
    this.#log(101, {})
  }

  refuse(refusal: Refusal, cause?: unknown): void {
    if (this.#isSettled) return
    this.#context.tally.refused(refusal.code)
    const body = problemText(refusal, this.visit.requestId, this.#context.publicUrl)
    const lines = [
      `HTTP/1.1 ${statusOf(refusal)} ${titleOf(refusal)}`,
      "connection: close",
      "content-type: application/problem+json",
      `content-length: ${Buffer.byteLength(body)}`,
      "cache-control: no-store",
      `x-request-id: ${this.visit.requestId}`,
    ]
    if (refusal.retryAfterSeconds !== undefined)
      lines.push(`retry-after: ${refusal.retryAfterSeconds}`)
    const answer = Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`)
    this.#answer(statusOf(refusal), answer, { code: refusal.code, cause })
  }

  /** Sends a whole answer and ends the connection. */
  answered(status: number, answer: Buffer): void {
    this.#answer(status, answer, {})
  }

  #answer(status: number, answer: Buffer, why: Why): void {
    if (this.#isSettled) return
    this.#settle()
    this.#log(status, why)
    if (this.socket.destroyed) return
    endSocket(this.socket, answer, this.#context.limits.socketLingerMs)
  }

  readonly #broken = (): void => {
    this.socket.destroy()
  }

  readonly #settle = (): void => {
    this.#isSettled = true
    this.socket.off("close", this.#settle)
    const ends = this.#ends
    this.#ends = []
    for (const end of ends) end()
  }

  #log(status: number, { code, cause }: Why): void {
    const { log, tally } = this.#context
    tally.answered(status)
    const fields = {
      requestId: this.visit.requestId,
      install: this.route?.install,
      method: "WEBSOCKET",
      path: pathOf(this.visit.target),
      status,
      ms: Math.round(performance.now() - this.#beganAt),
    }
    if (cause !== undefined) log.warn({ ...fields, code, err: cause }, "websocket failed")
    else if (code === undefined) log.debug(fields, "websocket")
    else log.info({ ...fields, code }, "websocket refused")
  }
}
