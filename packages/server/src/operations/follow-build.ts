// The events of a build: those that were, from the store, then those that come, until the build has ended.
import type { VersionId } from "@modkeep/contract/ids"
import type { BuildEvent } from "@modkeep/contract/schemas/version"

import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import { buildEvents } from "#store/build-events.ts"
import type { Page } from "#store/page.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { getVersion } from "./show-version.ts"

interface Request {
  readonly id: VersionId
  /** Sequence number of the last event that the reader has. */
  readonly after: number
  readonly limit: number
}

export async function listBuildEvents(
  context: Context,
  actor: Actor,
  request: Request,
): Promise<Page<BuildEvent>> {
  const { db } = context.store
  await getVersion(db, actor, request.id, "look")
  const items = await read(context, request)
  const last = items.at(-1)
  return {
    items,
    next: items.length === request.limit && last !== undefined ? String(last.sequence) : null,
  }
}

export async function followBuild(
  context: Context,
  actor: Actor,
  request: Request & { signal: AbortSignal },
): Promise<AsyncIterable<{ id: string; data: BuildEvent }>> {
  await getVersion(context.store.db, actor, request.id, "look")
  return follow(context, request)
}

async function* follow(context: Context, request: Request & { signal: AbortSignal }) {
  const stop = new AbortController()
  request.signal.addEventListener("abort", () => stop.abort(), { once: true })
  // Listening begins before the store is read, so that no event falls between the two.
  const coming = context.buildEvents.listen(request.id, stop.signal)
  try {
    let after = Number.isFinite(request.after) ? request.after : 0
    for (;;) {
      const past = await read(context, { ...request, after })
      for (const event of past) yield { id: String(event.sequence), data: event }
      after = past.at(-1)?.sequence ?? after
      if (past.length < request.limit) break
    }
    if (!(await isBuilding(context, request.id))) return
    for await (const event of coming) {
      if (event.sequence <= after) continue
      after = event.sequence
      yield { id: String(event.sequence), data: event }
      if (event.step === "done") return
    }
  } finally {
    stop.abort()
  }
}

async function isBuilding(context: Context, id: VersionId): Promise<boolean> {
  return (await versions.find(context.store.db, id))?.state === "building"
}

async function read(context: Context, { id, after, limit }: Request): Promise<BuildEvent[]> {
  const rows = await buildEvents.list(context.store.db, id, {
    after: Number.isFinite(after) ? after : 0,
    limit,
  })
  return rows.map((event) => ({ ...event, at: iso(event.at) }))
}
