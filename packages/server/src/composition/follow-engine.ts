// Carries what the engine and the lifecycle tell to those who keep it: log lines to their readers, processes, runs and
// sleeps for want of memory to the store.
import { setTimeout as pause } from "node:timers/promises"

import type { InstallId } from "@modkeep/contract/ids"

import { iso } from "#base/iso.ts"
import type { ProcessView } from "#engine/lifecycle/lifecycle.ts"
import type { Context } from "#operations/context.ts"
import { logLine } from "#operations/follow-logs.ts"
import { recordProcesses } from "#operations/record-processes.ts"
import { recordRelief } from "#operations/record-relief.ts"

export function followEngine(context: Context): void {
  context.engine.subscribe((event) => {
    if (event.kind === "log") context.logLines.publish(event.install, logLine(event.line))
  })
  const record = inOrder(async (install: InstallId, views: readonly ProcessView[]) => {
    try {
      await recordProcesses(context, install, views)
    } catch (cause) {
      const at = iso(context.clock.now())
      context.log.warn({ install, at, err: cause }, "what runs could not be recorded")
    }
  })
  context.lifecycle.subscribe((event) => {
    if (event.kind === "relieved") {
      recordRelief(context, event.install, event.reason).catch((cause: unknown) =>
        context.log.warn({ install: event.install, err: cause }, "a sleep could not be recorded"),
      )
      return
    }
    context.installChanges.publish(event.install, "changed")
    if (event.kind === "processes") record(event.install, event.processes)
  })
}

// A save's own write must not wait for the record of who acknowledged it: that one comes a moment later, for several at once.
const ACKNOWLEDGED_LATER_MS = 200

/**
 * Works through what is told of each install in the order it was told: a process that ended must not be recorded as running by
 * an older event that was slower. Of what waits only the newest is kept. Processes that come or go are recorded at once.
 */
function inOrder(
  work: (install: InstallId, views: readonly ProcessView[]) => Promise<void>,
): (install: InstallId, views: readonly ProcessView[]) => void {
  const waiting = new Map<InstallId, readonly ProcessView[] | undefined>()
  const recorded = new Map<InstallId, string>()
  const goOn = async (install: InstallId) => {
    for (;;) {
      const next = waiting.get(install)
      if (next === undefined) break
      if (recorded.get(install) === idsOf(next)) await pause(ACKNOWLEDGED_LATER_MS)
      const views = waiting.get(install) ?? next
      waiting.set(install, undefined)
      if (views.length === 0) recorded.delete(install)
      else recorded.set(install, idsOf(views))
      await work(install, views)
    }
    waiting.delete(install)
  }
  return (install, views) => {
    const isUnderWay = waiting.has(install)
    waiting.set(install, views)
    if (!isUnderWay) void goOn(install)
  }
}

function idsOf(views: readonly ProcessView[]): string {
  return views.map(({ id }) => id).join()
}
