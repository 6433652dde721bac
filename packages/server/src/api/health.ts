// Liveness, readiness and numbers: answered from memory, under every host name. Liveness and readiness need no sign-in.
import type { IncomingMessage, ServerResponse } from "node:http"

import { TrustedProxies } from "#domain/trusted-proxies.ts"
import type { Context } from "#operations/context.ts"

import { answerMetrics } from "./answer-metrics.ts"

export interface Readiness {
  isReady: boolean
}

type Health = (req: IncomingMessage, res: ServerResponse) => boolean

/** Calls of what this gives return true when the request was one of these and is answered. */
export function createHealth(context: Context, readiness: Readiness): Health {
  const proxies = new TrustedProxies(context.config.trustedProxies)
  return (req, res) => {
    if (req.method !== "GET" && req.method !== "HEAD") return false
    const { url } = req
    if (url === "/healthz") send(res, 200, "ok\n")
    else if (url === "/readyz" && readiness.isReady) send(res, 200, "ready\n")
    else if (url === "/readyz") send(res, 503, "not ready\n")
    else if (url === "/metrics") void answerMetrics(context, proxies, { req, res })
    else return false
    return true
  }
}

function send(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
  })
  res.end(text)
}
