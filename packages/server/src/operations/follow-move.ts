// Brings the processes after an install that moved to another version. When its process does not start, the old one goes on
// serving, so the install is taken back to the version, and the overlay, that it serves with. A server that ends takes nothing back:
// the next start goes on with the move.
import { Fault } from "#base/fault.ts"
import { isClosing } from "#engine/lifecycle/install-faults.ts"
import type { Actor } from "#identity/actor.ts"
import { type OwnedInstall, installs } from "#store/installs.ts"
import type { Tx } from "#store/schema.ts"
import { type OwnedVersion, versions } from "#store/versions.ts"

import { auditNote } from "./audit-note.ts"
import { applyPolicy } from "./apply-policy.ts"
import type { Context } from "./context.ts"
import { deliverDocument } from "./deliver-document.ts"
import type { OpenDocument } from "./documents/open-document.ts"
import { prepareSave } from "./documents/save-document.ts"
import { sealedText } from "./documents/sealed-text.ts"
import type { Subject } from "./subject.ts"

interface Moved {
  /** As it was before. */
  readonly install: OwnedInstall
  /** Where it is now. */
  readonly version: OwnedVersion
  /** The overlay before. */
  readonly former: OpenDocument
  /** The overlay's revision that came with the move; that of `former` when none came. */
  readonly head: number
}

/** The answer of the move does not wait for this. */
export function followMove(context: Context, actor: Actor, moved: Moved): void {
  const { lifecycle, log } = context
  const { id } = moved.install
  const wasServing = lifecycle.state(id)?.state === "running"
  const follow = async () => {
    try {
      await lifecycle.replace(id)
    } catch (cause) {
      log.info({ install: id, version: moved.version.id, err: cause }, "a move did not start")
      if (wasServing && !isClosing(cause)) await takeBack(context, actor, moved)
    }
  }
  follow().catch((cause: unknown) =>
    log.error({ install: id, err: cause }, "a move that did not start could not be taken back"),
  )
}

async function takeBack(
  context: Context,
  actor: Actor,
  { install, version, former, head }: Moved,
): Promise<void> {
  const { store } = context
  const old = await versions.get(store.db, install.version)
  const subject = { kind: "install", version: old, install } as const
  const writeOverlay =
    head === former.number
      ? undefined
      : await overlayBefore(context, actor, { subject, former, head })
  const isBack = await store.transaction(async (tx) => {
    const now = await installs.find(tx, install.id)
    if (now?.version !== version.id) return false
    await installs.setVersion(tx, install.id, install.version)
    await installs.setFailure(tx, install.id, {
      code: "engine.start_failed",
      title: "The new version did not start",
      detail: `Version ${version.number} did not start, so the install went back to version ${old.number}. Look at the log`,
    })
    await writeOverlay?.(tx)
    await auditNote(context, tx, {
      actor,
      action: "install.upgrade",
      owner: install.owner,
      subject: install.id,
      outcome: "taken_back",
      details: { from: version.id, to: install.version },
    })
    return true
  })
  if (!isBack) return
  context.installChanges.publish(install.id, "changed")
  await applyPolicy(context, await installs.get(store.db, install.id))
  // What was saved meanwhile went to processes of the other version.
  await deliverDocument(context, { subject, sessions: undefined })
}

/** Undefined when the former overlay fits no more, or somebody saved another one: then what is stored stays. */
async function overlayBefore(
  context: Context,
  actor: Actor,
  { subject, former, head }: { subject: Subject; former: OpenDocument; head: number },
): Promise<((tx: Tx) => Promise<void>) | undefined> {
  try {
    const { write } = await prepareSave(context, {
      subject,
      actor,
      text: sealedText(former),
      base: head,
      reason: "The new version did not start",
      stage: false,
      acknowledgeMissing: [],
      action: "secrets.restore",
    })
    return write
  } catch (cause) {
    if (cause instanceof Fault) return undefined
    throw cause
  }
}
