// What is true of an install, told as it changes: the whole of it each time, the present first. A reader who is slow or was away
// misses steps in between and never the last one; nothing is sent twice alike.
import type { InstallId } from "@modkeep/contract/ids"
import type { InstallEvent } from "@modkeep/contract/schemas/install"

import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import { type OwnedInstall, installs } from "#store/installs.ts"
import type { Page } from "#store/page.ts"
import type { Tx } from "#store/schema.ts"
import { secretDocuments } from "#store/secret-documents.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { describeInstall, getInstall } from "./show-install.ts"

type Facts = Omit<InstallEvent, "sequence" | "at">

export async function showInstallEvents(
  context: Context,
  actor: Actor,
  id: InstallId,
): Promise<Page<InstallEvent>> {
  const install = await getInstall(context.store.db, actor, id, "look")
  return { items: [event(context, 1, await facts(context, install))], next: null }
}

export async function followInstall(
  context: Context,
  actor: Actor,
  { id, signal }: { id: InstallId; signal: AbortSignal },
): Promise<AsyncIterable<{ id: string; data: InstallEvent }>> {
  await getInstall(context.store.db, actor, id, "look")
  return follow(context, id, signal)
}

async function* follow(context: Context, id: InstallId, signal: AbortSignal) {
  const stop = new AbortController()
  signal.addEventListener("abort", () => stop.abort(), { once: true })
  // Listening begins before the present is read, so that no change falls between the two.
  const changes = newest(context.installChanges.listen(id, stop.signal))
  let sent = ""
  try {
    for (let sequence = 1; ;) {
      const install = await installs.find(context.store.db, id)
      if (install === undefined) return
      const now = await facts(context, install)
      const text = JSON.stringify(now)
      if (text !== sent) {
        sent = text
        yield { id: String(sequence), data: event(context, sequence, now) }
        sequence += 1
      }
      if (!(await changes.next())) return
    }
  } finally {
    stop.abort()
  }
}

/** Of what comes while the reader is busy, once is enough. `next` resolves with false when nothing will come any more. */
function newest(events: AsyncIterable<unknown>): { next(): Promise<boolean> } {
  let isWaiting = false
  let hasEnded = false
  let wake: () => void = () => undefined
  const pump = async () => {
    for await (const _ of events) {
      isWaiting = true
      wake()
    }
    hasEnded = true
    wake()
  }
  void pump()
  return {
    next: async () => {
      if (!isWaiting && !hasEnded) await new Promise<void>((resolve) => (wake = resolve))
      isWaiting = false
      return !hasEnded
    },
  }
}

async function facts(context: Context, install: OwnedInstall): Promise<Facts> {
  const { db } = context.store
  const [{ version, state, failure, processes }, saved] = await Promise.all([
    describeInstall(context, db, install),
    savedRevisions(db, install),
  ])
  return { version, state, ...(failure === undefined ? {} : { failure }), processes, saved }
}

async function savedRevisions(db: Tx, install: OwnedInstall): Promise<Facts["saved"]> {
  const { document } = await versions.get(db, install.version)
  const heads = await secretDocuments.headsOf(db, [document, install.document])
  return { version: heads.get(document) ?? 0, install: heads.get(install.document) ?? 0 }
}

function event({ clock }: Context, sequence: number, now: Facts): InstallEvent {
  return { sequence, at: iso(clock.now()), ...now }
}
