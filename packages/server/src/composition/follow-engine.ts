// Carries what the engine and the lifecycle tell to those who keep it: log lines to their readers, processes and runs to the store.
import { iso } from "#base/iso.ts"
import type { Context } from "#operations/context.ts"
import { logLine } from "#operations/follow-logs.ts"
import { recordProcesses } from "#operations/record-processes.ts"

export function followEngine(context: Context): void {
  context.engine.subscribe((event) => {
    if (event.kind === "log") context.logLines.publish(event.install, logLine(event.line))
  })
  context.lifecycle.subscribe((event) => {
    if (event.kind !== "processes") return
    recordProcesses(context, event.install, event.processes).catch((cause: unknown) =>
      context.log.warn(
        { install: event.install, at: iso(context.clock.now()), err: cause },
        "what runs could not be recorded",
      ),
    )
  })
}
