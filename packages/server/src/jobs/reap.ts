// Clears away what nobody needs any more: expired sessions and keys, environments and source trees that no version
// names, fetched commits that nobody asked for in a month.
//
// Each step finds its work anew, so it may be interrupted anywhere. What is young stays: a build may be about to name it.
import { readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"

import type { Context } from "#operations/context.ts"
import { sourceTree } from "#operations/source-tree.ts"
import { environments } from "#store/environments.ts"
import { removeStale } from "#store/remove-stale.ts"
import { versions } from "#store/versions.ts"

const EVERY_MS = 3_600_000
const UNUSED_MS = 7 * 24 * 3_600_000

/** Reaps now and every hour; the returned function ends that. */
export function reapHourly(context: Context): () => void {
  const reapNow = () => {
    reap(context).catch((cause: unknown) =>
      context.log.warn({ err: cause }, "what is unused could not be cleared away"),
    )
  }
  reapNow()
  const timer = setInterval(reapNow, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

export async function reap(context: Context): Promise<void> {
  const { store, clock } = context
  await removeStale(store.db, clock.now())
  await reapEnvironments(context)
  await reapTrees(context)
  await context.git.sweepCommits()
}

async function reapEnvironments({
  store,
  clock,
  engine,
  environments: room,
  log,
}: Context): Promise<void> {
  for (const { id } of await environments.listUnused(store.db, clock.now() - UNUSED_MS)) {
    if (!(await engine.release(id))) continue
    await room.remove(id)
    await environments.remove(store.db, id)
    log.info({ environment: id }, "an unused environment was removed")
  }
}

async function reapTrees({ store, clock, config, log }: Context): Promise<void> {
  const folder = join(config.data, "trees")
  const named = new Set(
    (await versions.listSources(store.db)).map((source) => sourceTree(config.data, source)),
  )
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const { mtimeMs } = await stat(path)
    if (named.has(path) || mtimeMs > clock.now() - UNUSED_MS) continue
    await rm(path, { recursive: true, force: true })
    log.info({ tree: name }, "an unused source tree was removed")
  }
}
