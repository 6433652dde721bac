// Answers a request with a refusal: a page for whoever looks at it, problem+json for everyone else. Never cached, never a
// word more than the refusal holds.
import type { IncomingMessage, ServerResponse } from "node:http"

import type { Context } from "./context.ts"
import { pagePolicy, renderPage } from "./page.ts"
import { problemText } from "./problem-text.ts"
import { hasBody } from "./request-body.ts"
import { type Refusal, refusals, statusOf, titleOf } from "./refusal.ts"
import type { Route } from "./route-table.ts"
import type { Visit } from "./visit.ts"
import { addPageRules } from "./visitor-headers.ts"

export interface Answerable {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly visit: Visit
  readonly route: Route | undefined
}

type House = Pick<Context, "tally" | "publicUrl">

export function refuse(exchange: Answerable, refusal: Refusal, house: House): void {
  const { req, res, visit, route } = exchange
  if (res.headersSent || res.destroyed) {
    res.destroy()
    return
  }
  house.tally.refused(refusal.code)
  const isPage = visit.isNavigation || req.headers.accept?.includes("text/html") === true
  const body = isPage
    ? pageText(refusal, visit)
    : problemText(refusal, visit.requestId, house.publicUrl)
  const headers = [
    "content-type",
    isPage ? "text/html; charset=utf-8" : "application/problem+json",
    "content-length",
    String(Buffer.byteLength(body)),
    "cache-control",
    "no-store",
    "x-content-type-options",
    "nosniff",
    "content-security-policy",
    pagePolicy,
  ]
  addPageRules(headers, visit, route)
  if (refusal.retryAfterSeconds !== undefined) {
    headers.push("retry-after", String(refusal.retryAfterSeconds))
  }
  // What follows on this connection would come when nobody listens any more.
  if (refusal === refusals.restarting) headers.push("connection", "close")
  lingerOverUnreadBody(exchange)
  res.writeHead(statusOf(refusal), headers)
  res.end(req.method === "HEAD" ? undefined : body)
}

/**
 * A visitor may still be sending what nobody will read. It is read away for a while: closing at once would reset the
 * connection, and a reset takes an answer that is under way with it.
 */
export function lingerOverUnreadBody({ req, res }: Answerable): void {
  if (!hasBody(req) || req.complete) return
  res.once("finish", () => {
    if (req.complete) return
    req.resume()
    const timer = setTimeout(() => req.socket.destroy(), UNREAD_LINGER_MS)
    req.once("close", () => {
      clearTimeout(timer)
    })
  })
}

const UNREAD_LINGER_MS = 5_000

function pageText(refusal: Refusal, visit: Visit): string {
  return renderPage({
    title: titleOf(refusal),
    text: refusal.text,
    requestId: visit.requestId,
    ...(refusal.link === undefined ? {} : { link: refusal.link }),
    ...(refusal.reloads === true && visit.isNavigation
      ? { reloadAfterSeconds: refusal.retryAfterSeconds ?? 1 }
      : {}),
  })
}
