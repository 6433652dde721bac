// Liveness, readiness and numbers: answered from memory, under every host name, without a sign-in.
import type { IncomingMessage, ServerResponse } from "node:http"

import { collectDefaultMetrics, Gauge, Registry } from "prom-client"

/** What is counted at the door. */
interface Traffic {
  stats(): {
    readonly routes: number
    readonly requests: number
    readonly sockets: number
    readonly waiting: number
  }
}

export interface Readiness {
  isReady: boolean
}

interface Ask {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly readiness: Readiness
  readonly gateway: Traffic
}

const registry = new Registry()
collectDefaultMetrics({ register: registry })
const gauges = {
  routes: gauge("modkeep_gateway_routes", "Installs with a page"),
  requests: gauge("modkeep_gateway_requests", "Requests under way"),
  sockets: gauge("modkeep_gateway_sockets", "Open WebSockets"),
  waiting: gauge("modkeep_gateway_waiting", "Requests that wait for an install to wake"),
}

function gauge(name: string, help: string): Gauge {
  return new Gauge({ name, help, registers: [registry] })
}

/** @returns true when the request was one of these and is answered */
export function answerHealth({ req, res, readiness, gateway }: Ask): boolean {
  if (req.method !== "GET" && req.method !== "HEAD") return false
  const { url } = req
  if (url === "/healthz") send(res, 200, "ok\n")
  else if (url === "/readyz" && readiness.isReady) send(res, 200, "ready\n")
  else if (url === "/readyz") send(res, 503, "not ready\n")
  else if (url === "/metrics") void sendMetrics(res, gateway)
  else return false
  return true
}

function send(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
  })
  res.end(text)
}

async function sendMetrics(res: ServerResponse, gateway: Traffic): Promise<void> {
  const stats = gateway.stats()
  for (const [name, metric] of Object.entries(gauges))
    metric.set(stats[name as keyof typeof gauges])
  const text = await registry.metrics()
  res.writeHead(200, { "content-type": registry.contentType, "cache-control": "no-store" })
  res.end(text)
}
