// Keeps in the store what runs and which revisions it holds, from acknowledgements, and which version and revisions ran together.
import type { InstallId } from "@modkeep/contract/ids"

import type { ProcessView } from "#engine/lifecycle/lifecycle.ts"
import { installRuns } from "#store/install-runs.ts"
import { installs } from "#store/installs.ts"
import { processes } from "#store/processes.ts"

import type { Context } from "./context.ts"

export async function recordProcesses(
  context: Pick<Context, "store" | "clock" | "trials">,
  install: InstallId,
  views: readonly ProcessView[],
): Promise<void> {
  await context.store.transaction(async (tx) => {
    const row = await installs.find(tx, install)
    if (row === undefined) return
    const now = context.clock.now()
    const known = await processes.listLiveOfInstall(tx, install)
    for (const gone of known.filter(({ id }) => !views.some((view) => view.id === id))) {
      await processes.end(tx, gone.id, { at: now, ending: "ended" })
      context.trials.delete(gone.id)
    }
    for (const view of views) {
      const before = known.find(({ id }) => id === view.id)
      const { version: versionRevision, install: installRevision } = view.revision ?? {
        version: 0,
        install: 0,
      }
      if (before === undefined) {
        // Noted when first seen, so that it is known which version it runs, whatever the install moves to later.
        await processes.insert(tx, {
          id: view.id,
          install,
          pid: view.pid ?? null,
          version: row.version,
          startedAt: now,
          versionRevision,
          installRevision,
          acknowledgedAt: view.since ?? null,
          endedAt: null,
          ending: null,
        })
      } else if (view.since !== undefined && before.acknowledgedAt !== view.since) {
        await processes.acknowledge(tx, view.id, {
          versionRevision,
          installRevision,
          at: view.since,
        })
      }
      if (view.revision === undefined) continue
      const version = before?.version ?? row.version
      if (!view.behind && !view.draining) {
        await installRuns.append(tx, {
          install,
          version,
          versionRevision,
          installRevision,
          at: now,
        })
      }
    }
  })
}
