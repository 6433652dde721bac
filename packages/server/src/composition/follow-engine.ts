// Carries what the engine and the lifecycle tell to those who keep it: log lines to their readers, processes and runs to the store.
import type { InstallId } from "@modkeep/contract/ids"

import { iso } from "#base/iso.ts"
import type { ProcessView } from "#engine/lifecycle/lifecycle.ts"
import type { Context } from "#operations/context.ts"
import { logLine } from "#operations/follow-logs.ts"
import { recordProcesses } from "#operations/record-processes.ts"

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
    if (event.kind === "processes") record(event.install, event.processes)
  })
}

/**
 * Works through what is told of each install in the order it was told: a process that ended must not be recorded as running by
 * an older event that was slower. Of what waits only the newest is kept.
 */
function inOrder(
  work: (install: InstallId, views: readonly ProcessView[]) => Promise<void>,
): (install: InstallId, views: readonly ProcessView[]) => void {
  const waiting = new Map<InstallId, readonly ProcessView[] | undefined>()
  const goOn = async (install: InstallId) => {
    for (;;) {
      const views = waiting.get(install)
      if (views === undefined) break
      waiting.set(install, undefined)
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
