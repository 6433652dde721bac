// The numbers of `/metrics`: what was counted and timed since the start, and what is true at the moment of asking.
//
// Aggregates only. A label is one of a few fixed words: no id, no name and no value can become one, whoever reads it.
import type { FaultCode } from "@modkeep/contract/faults"
import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client"

import { addScraped } from "./scraped-metrics.ts"
import { statusClass } from "./status-class.ts"

/** Read at each scrape. */
export interface MetricSources {
  readonly gateway: {
    readonly routes: number
    readonly requests: number
    readonly sockets: number
    readonly waiting: number
    /** By HTTP status. */
    readonly answers: ReadonlyMap<number, number>
    readonly refusals: ReadonlyMap<FaultCode, number>
  }
  readonly installs: ReadonlyMap<string, number>
  readonly processes: ProcessCounts
  readonly builds: { readonly running: number; readonly waiting: number }
  readonly isEngineReachable: boolean
}

export interface ProcessCounts {
  readonly running: number
  readonly draining: number
  readonly behind: number
  readonly sessions: number
}

export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  /** Set once, when the rooms are open. */
  watch(sources: () => MetricSources): void
  /** Times the work; a rejection counts as failed and goes on to the caller. */
  woke<T>(work: () => Promise<T>): Promise<T>
  built(work: () => Promise<"ready" | "failed" | "stopped">): Promise<void>
  /** A process was ready so long after its start. */
  started(ms: number): void
  exited(cause: string): void
  /** `ms` undefined: not in time. */
  delivered(results: readonly { readonly ms: number | undefined }[]): void
  answered(status: number): void
}

const quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const starts = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120]
const minutes = [1, 5, 15, 30, 60, 120, 300, 600, 900]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const histogram = <Label extends string>(
    [name, help]: readonly [string, string],
    buckets: number[],
    labelNames: Label[] = [],
  ) => new Histogram<Label>({ name, help, buckets, labelNames, registers })
  const wakes = histogram(
    ["modkeep_wake_seconds", "A visitor's request at a sleeping install until it runs"],
    starts,
    ["outcome"],
  )
  const ready = histogram(["modkeep_start_seconds", "Start of a process until ready"], starts)
  const acknowledgements = histogram(
    ["modkeep_acknowledgement_seconds", "A saved document until a process acknowledged it"],
    quick,
  )
  const builds = histogram(["modkeep_build_seconds", "A version's build"], minutes, ["outcome"])
  const late = new Counter({
    name: "modkeep_acknowledgements_late_total",
    help: "Deliveries that a process did not acknowledge in time",
    registers,
  })
  const exits = new Counter({
    name: "modkeep_exits_total",
    help: "Ended processes by cause",
    labelNames: ["cause"],
    registers,
  })
  const answers = new Counter({
    name: "modkeep_api_responses_total",
    help: "Answers of the API by class of status",
    labelNames: ["class"],
    registers,
  })
  return {
    contentType: registry.contentType,
    text: async () => await registry.metrics(),
    watch: (sources) => {
      addScraped(registry, sources)
    },
    woke: async (work) => {
      const begun = performance.now()
      let outcome: "awake" | "failed" = "failed"
      try {
        const result = await work()
        outcome = "awake"
        return result
      } finally {
        wakes.observe({ outcome }, secondsSince(begun))
      }
    },
    built: async (work) => {
      const begun = performance.now()
      builds.observe({ outcome: await work() }, secondsSince(begun))
    },
    started: (ms) => {
      ready.observe(ms / 1_000)
    },
    exited: (cause) => {
      exits.inc({ cause })
    },
    delivered: (results) => {
      for (const { ms } of results) {
        if (ms === undefined) late.inc()
        else acknowledgements.observe(ms / 1_000)
      }
    },
    answered: (status) => {
      answers.inc({ class: statusClass(status) })
    },
  }
}

function secondsSince(begun: number): number {
  return (performance.now() - begun) / 1_000
}
