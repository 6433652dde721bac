// What is true at the moment of asking: read from its owners at each scrape, kept nowhere else.
import { Counter, Gauge, type Registry } from "prom-client"

import type { MetricSources } from "./metrics.ts"
import { statusClass } from "./status-class.ts"

export function addScraped(registry: Registry, sources: () => MetricSources): void {
  const gauge = (name: string, help: string, read: (now: MetricSources) => number): void => {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          this.set(read(sources()))
        },
      }),
    )
  }
  const byState = (
    name: string,
    help: string,
    read: (now: MetricSources) => Iterable<readonly [string, number]>,
  ): void => {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: ["state"],
        registers: [],
        collect() {
          for (const [state, count] of read(sources())) this.set({ state }, count)
        },
      }),
    )
  }
  gauge("modkeep_gateway_routes", "Installs with a page", ({ gateway }) => gateway.routes)
  gauge("modkeep_gateway_requests", "Requests under way", ({ gateway }) => gateway.requests)
  gauge("modkeep_gateway_sockets", "Open WebSockets", ({ gateway }) => gateway.sockets)
  gauge(
    "modkeep_gateway_waiting",
    "Requests that wait for an install to wake",
    ({ gateway }) => gateway.waiting,
  )
  gauge("modkeep_sessions", "Streamlit sessions", ({ processes }) => processes.sessions)
  gauge(
    "modkeep_processes_behind",
    "Processes that do not hold the newest document",
    ({ processes }) => processes.behind,
  )
  gauge("modkeep_engine_reachable", "1 while the keeper answers", (now) =>
    now.isEngineReachable ? 1 : 0,
  )
  byState("modkeep_installs", "Installs by state", (now) => now.installs)
  byState("modkeep_processes", "Modules' processes by state", ({ processes }) => [
    ["running", processes.running],
    ["draining", processes.draining],
  ])
  byState("modkeep_builds", "Builds by state", (now) => Object.entries(now.builds))
  addTallies(registry, () => sources().gateway)
}

function addTallies(registry: Registry, gateway: () => MetricSources["gateway"]): void {
  registry.registerMetric(
    new Counter({
      name: "modkeep_gateway_responses_total",
      help: "Answers to visitors by class of status; 1xx are opened WebSockets",
      labelNames: ["class"],
      registers: [],
      collect() {
        this.reset()
        for (const [status, count] of gateway().answers)
          this.inc({ class: statusClass(status) }, count)
      },
    }),
  )
  registry.registerMetric(
    new Counter({
      name: "modkeep_gateway_refusals_total",
      help: "Visitors that were refused, by code",
      labelNames: ["code"],
      registers: [],
      collect() {
        this.reset()
        for (const [code, count] of gateway().refusals) this.inc({ code }, count)
      },
    }),
  )
}
