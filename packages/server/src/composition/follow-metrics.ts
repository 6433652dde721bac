// Carries what happens to the numbers of `/metrics`: starts and ends from the engine, the rest read when somebody asks.
import type { InstallId } from "@modkeep/contract/ids"

import type { WorkQueue } from "#base/work-queue.ts"
import type { ProcessView } from "#engine/lifecycle/lifecycle.ts"
import type { Gateway } from "#gateway/gateway.ts"
import type { RouteTable } from "#gateway/route-table.ts"
import type { ProcessCounts } from "#observe/metrics.ts"
import type { Context } from "#operations/context.ts"

interface Parts extends Pick<Context, "metrics" | "engine" | "lifecycle"> {
  readonly gateway: Gateway
  readonly routes: RouteTable
  readonly builds: Pick<WorkQueue<never>, "running" | "waiting">
}

export function followMetrics(parts: Parts): void {
  const { metrics, engine, lifecycle, gateway, routes, builds } = parts
  const views = new Map<InstallId, readonly ProcessView[]>()
  engine.subscribe((event) => {
    if (event.kind === "ready") metrics.started(event.ms)
    else if (event.kind === "exited") metrics.exited(event.exit.cause)
  })
  lifecycle.subscribe((event) => {
    if (event.kind !== "processes") return
    if (event.processes.length === 0) views.delete(event.install)
    else views.set(event.install, event.processes)
  })
  metrics.watch(() => ({
    gateway: gateway.stats(),
    installs: routes.states,
    processes: countOf([...views.values()].flat()),
    builds: { running: builds.running, waiting: builds.waiting },
    isEngineReachable: engine.health().reachable,
  }))
}

function countOf(views: readonly ProcessView[]): ProcessCounts {
  const draining = views.filter((view) => view.draining).length
  return {
    running: views.length - draining,
    draining,
    behind: views.filter((view) => view.behind).length,
    sessions: views.reduce((sum, { sessions }) => sum + (sessions ?? 0), 0),
  }
}
