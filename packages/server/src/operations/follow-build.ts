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
    let after = request.after
    for await (const event of past(context, request)) {
      yield sent(event)
      after = event.sequence
    }
    if (!(await isBuilding(context, request.id))) {
      // The last event is stored together with the state, so it is there by now, whether or not it was before.
      for await (const event of past(context, { ...request, after })) yield sent(event)
      return
    }
    for await (const event of coming) {
      if (event.sequence <= after) continue
      after = event.sequence
      yield sent(event)
      if (event.step === "done") return
    }
  } finally {
    stop.abort()
  }
}

function sent(event: BuildEvent): { id: string; data: BuildEvent } {
  return { id: String(event.sequence), data: event }
}

async function* past(context: Context, request: Request): AsyncGenerator<BuildEvent> {
  let { after } = request
  for (;;) {
    const events = await read(context, { ...request, after })
    yield* events
    after = events.at(-1)?.sequence ?? after
    if (events.length < request.limit) return
  }
}

async function isBuilding(context: Context, id: VersionId): Promise<boolean> {
  return (await versions.find(context.store.db, id))?.state === "building"
}

async function read(context: Context, { id, after, limit }: Request): Promise<BuildEvent[]> {
  const rows = await buildEvents.list(context.store.db, id, { after, limit })
  return rows.map((event) => ({ ...event, at: iso(event.at) }))
}
