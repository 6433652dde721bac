// Opens an admitted WebSocket: waits for the module, lets the module agree, and only then joins the two sockets.
//
// What the visitor sends early is held back until the module's 101. A module that says no is quoted, and the connection ends.
import { type ClientRequest, type IncomingMessage, request } from "node:http"
import { connect, type Socket } from "node:net"

import type { Admitted } from "./admit.ts"
import type { Context } from "./context.ts"
import { reach } from "./reach.ts"
import { refusals } from "./refusal.ts"
import type { Route } from "./route-table.ts"
import { visitorKey } from "./session-paths.ts"
import { splice } from "./splice.ts"
import type { UpgradeExchange } from "./upgrade-exchange.ts"
import type { UpstreamAddress } from "./upstream-address.ts"
import { upstreamHeaders } from "./upstream-headers.ts"
import { visitorHeaders } from "./visitor-headers.ts"

export interface UpgradeOrder {
  readonly exchange: UpgradeExchange
  readonly route: Route
  readonly admitted: Admitted
  readonly context: Context
}

export function forwardUpgrade(order: UpgradeOrder): void {
  const { exchange, route, context } = order
  const { book, limits } = context
  if (
    book.socketsOf(route.install) + book.requestsOf(route.install) >=
    limits.socketsPerInstallMax
  ) {
    exchange.refuse(refusals.full)
    return
  }
  // A handshake counts as a request: it keeps the install awake until the WebSocket does.
  const ended = book.begin(route.install, "requests")
  exchange.whileUnsettled(ended)
  const stopWaiting = reach(route, { isNavigation: false, mayDrain: false }, context, {
    go: (address) => {
      try {
        shakeHands(order, address)
      } catch (cause) {
        exchange.refuse(refusals.internal, cause)
      }
    },
    refuse: (refusal, cause) => {
      exchange.refuse(refusal, cause)
    },
  })
  exchange.whileUnsettled(stopWaiting)
}

function shakeHands(order: UpgradeOrder, address: UpstreamAddress): void {
  const { exchange, context } = order
  const ask = askModule(order, address)
  const timer = setTimeout(() => {
    ask.destroy(new Error("The module did not answer the handshake"))
  }, context.limits.handshakeTimeoutMs)
  ask.on("upgrade", (answer: IncomingMessage, module: Socket, head: Buffer) => {
    join(order, { answer, module, head, address })
  })
  ask.on("response", (answer) => {
    quote(order, answer)
  })
  ask.on("error", (error) => {
    exchange.refuse(refusals.upstream, error)
  })
  exchange.whileUnsettled(() => {
    clearTimeout(timer)
    if (exchange.socket.destroyed) ask.destroy()
  })
  ask.end()
}

function askModule({ exchange, admitted }: UpgradeOrder, address: UpstreamAddress): ClientRequest {
  const { req, visit } = exchange
  const headers = upstreamHeaders(req.rawHeaders, visit, admitted.identity)
  headers.push("connection", "Upgrade", "upgrade", "websocket")
  return request({
    method: "GET",
    path: visit.target,
    headers,
    // A connection of its own, kept by no agent.
    createConnection: () =>
      address.kind === "unix" ? connect(address.path) : connect(address.port, address.host),
  })
}

interface Agreed {
  readonly answer: IncomingMessage
  readonly module: Socket
  /** What came right after the module's 101. */
  readonly head: Buffer
  readonly address: UpstreamAddress
}

function join(order: UpgradeOrder, { answer, module, head, address }: Agreed): void {
  const { exchange, route, context } = order
  const { socket, visit } = exchange
  if (socket.destroyed || answer.headers.upgrade?.toLowerCase() !== "websocket") {
    module.destroy()
    exchange.refuse(refusals.upstream, new Error("The module switched to another protocol"))
    return
  }
  const lines = ["HTTP/1.1 101 Switching Protocols", "connection: Upgrade", "upgrade: websocket"]
  socket.write(headText(lines, visitorHeaders(answer.rawHeaders, visit, route)), "latin1")
  if (head.length > 0) socket.write(head)
  if (exchange.head.length > 0) module.write(exchange.head)
  const closed = context.book.begin(route.install, "sockets")
  exchange.opened()
  const end = splice(socket, module, context.limits, () => {
    forget()
    closed()
  })
  const forget = context.openSockets.add(route.install, {
    access: route.access,
    visitor: visitorKey(exchange.req, visit),
    address,
    end,
  })
}

// A refusal of Streamlit is a line of text; more than this is not worth a WebSocket client's while.
const QUOTE_BYTES_MAX = 65_536

function quote(order: UpgradeOrder, answer: IncomingMessage): void {
  const { exchange, route } = order
  const chunks: Buffer[] = []
  let bytes = 0
  const send = (): void => {
    const body = Buffer.concat(chunks).subarray(0, QUOTE_BYTES_MAX)
    const status = answer.statusCode ?? 502
    const headers = visitorHeaders(withoutLength(answer.rawHeaders), exchange.visit, route)
    const lines = [
      `HTTP/1.1 ${status} ${answer.statusMessage ?? ""}`,
      "connection: close",
      `content-length: ${body.length}`,
    ]
    exchange.answered(
      status,
      Buffer.concat([Buffer.from(headText(lines, headers), "latin1"), body]),
    )
  }
  answer
    .on("data", (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > QUOTE_BYTES_MAX) answer.destroy()
    })
    .on("error", () => undefined)
    .once("close", send)
}

function withoutLength(rawHeaders: readonly string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ""
    if (name.toLowerCase() !== "content-length") kept.push(name, rawHeaders[at + 1] ?? "")
  }
  return kept
}

function headText(lines: string[], headers: readonly string[]): string {
  for (let at = 0; at + 1 < headers.length; at += 2)
    lines.push(`${headers[at]}: ${headers[at + 1]}`)
  return `${lines.join("\r\n")}\r\n\r\n`
}
