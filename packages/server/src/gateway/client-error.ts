// Answers what never became a request: headers that are too large, too slow or no HTTP. Said with a request id like every other
// refusal, counted and logged; nothing of what came is repeated.
import { ServerResponse } from "node:http"
import type { Duplex } from "node:stream"

import { newRequestId } from "#base/request-id.ts"

import type { Context } from "./context.ts"
import { endSocket } from "./end-socket.ts"
import { pagePolicy, renderPage } from "./page.ts"
import { type Refusal, refusals, statusOf, titleOf } from "./refusal.ts"

export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  { limits, log, tally }: Pick<Context, "limits" | "log" | "tally">,
): void {
  // What comes after it cannot be read either, and says so again for each piece.
  if (answered.has(socket)) return
  if (error.code === "ECONNRESET" || !socket.writable || isAnswering(socket)) {
    socket.destroy()
    return
  }
  answered.add(socket)
  const refusal = refusalOf(error.code)
  const requestId = newRequestId()
  tally.answered(statusOf(refusal))
  tally.refused(refusal.code)
  log.info({ requestId, status: statusOf(refusal), code: refusal.code }, "request refused")
  const body = renderPage({ title: titleOf(refusal), text: refusal.text, requestId })
  const lines = [
    `HTTP/1.1 ${statusOf(refusal)} ${titleOf(refusal)}`,
    "connection: close",
    "content-type: text/html; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "cache-control: no-store",
    "x-content-type-options: nosniff",
    `content-security-policy: ${pagePolicy}; frame-ancestors 'none'`,
    `x-request-id: ${requestId}`,
  ]
  endSocket(socket, `${lines.join("\r\n")}\r\n\r\n${body}`, limits.socketLingerMs)
}

const answered = new WeakSet<Duplex>()

function refusalOf(code: string | undefined): Refusal {
  if (code === "HPE_HEADER_OVERFLOW") return refusals.headersTooLarge
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return refusals.tooSlow
  return refusals.malformed
}

/** An answer is on its way already: node:http keeps it there, and ours would end up inside it. */
function isAnswering(socket: Duplex): boolean {
  const answer: unknown = Reflect.get(socket, "_httpMessage")
  return answer instanceof ServerResponse && answer.headersSent
}
