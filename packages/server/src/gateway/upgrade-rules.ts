// Which upgrades are taken: a WebSocket, asked for by GET without a body, by a page of the very origin it goes to.
import type { IncomingMessage } from "node:http"

import { type Refusal, refusals } from "./refusal.ts"
import type { Visit } from "./visit.ts"

/** Undefined: none. */
export function flawOfUpgrade(req: IncomingMessage, visit: Visit): Refusal | undefined {
  const { headers } = req
  // Bytes that one side takes for a body and the other for frames are how requests are smuggled.
  const hasBody =
    headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0"
  const isWebSocket =
    req.method === "GET" &&
    req.httpVersion === "1.1" &&
    headers.upgrade?.trim().toLowerCase() === "websocket" &&
    headers["sec-websocket-key"] !== undefined
  if (hasBody || !isWebSocket) return refusals.upgrade
  return headers.origin === visit.origin ? undefined : refusals.origin
}
