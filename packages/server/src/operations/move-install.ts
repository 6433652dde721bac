// Moves an install to a version, up or back: the overlay is checked over it first, and both move in one transaction. What one
// version seals for good is not opened by another that does not.
import type { Answer } from "@modkeep/contract/answer"
import type { installCreated } from "@modkeep/contract/schemas/install"
import type { Diagnostic } from "@modkeep/toml/diagnostic"

import { Fault } from "#base/fault.ts"
import type { Sealed } from "#base/sealed.ts"
import type { Actor } from "#identity/actor.ts"
import { type OwnedInstall, installs } from "#store/installs.ts"
import type { Tx } from "#store/schema.ts"
import { secretDocuments } from "#store/secret-documents.ts"
import { type OwnedVersion, versions } from "#store/versions.ts"

import { auditNote } from "./audit-note.ts"
import { applyPolicy } from "./apply-policy.ts"
import type { Context } from "./context.ts"
import { requireReady } from "./create-install.ts"
import { documentMarks } from "./documents/document-marks.ts"
import { keyHistory } from "./documents/key-history.ts"
import { type OpenDocument, openDocument } from "./documents/open-document.ts"
import { overlayBase, readOverlay } from "./documents/read-overlay.ts"
import { refuseDiagnostics } from "./documents/refuse-diagnostics.ts"
import { prepareSave } from "./documents/save-document.ts"
import { sealedText } from "./documents/sealed-text.ts"
import { readKeyPaths } from "./documents/version-rules.ts"
import { mergedAcknowledgements } from "./documents/write-revision.ts"
import { followMove } from "./follow-move.ts"
import { describeInstall, getInstall } from "./show-install.ts"
import { getVersion, noVersion } from "./show-version.ts"

export interface Move {
  readonly install: OwnedInstall
  readonly version: OwnedVersion
  /** The new overlay; the stored one when left out. */
  readonly text: Sealed | undefined
  readonly acknowledgeMissing: readonly (readonly string[])[]
  readonly action: "install.upgrade" | "install.rollback"
}

export async function moveInstall(
  context: Context,
  actor: Actor,
  move: Move,
): Promise<Answer<typeof installCreated>> {
  const { install, version } = move
  requireReady(version)
  if (version.module !== install.module) throw noVersion(version.id)
  const { db } = context.store
  const current = await openDocument(context, db, { kind: "install", version, install })
  const diagnostics = await checkMove(context, move, current)
  refuseDiagnostics(diagnostics, {
    action: `move install "${install.name}" to version ${version.number}`,
    blank: "secrets.blank",
  })
  const overlay = await overlayWrite(context, actor, move, current)
  await store(context, actor, { ...move, head: current.number, overlay })
  const after = await installs.get(db, install.id)
  await applyPolicy(context, after)
  followMove(context, actor, { install, version, former: current, head: overlay.head })
  await context.pages.configure(install.id)
  context.installChanges.publish(install.id, "changed")
  return { ...(await describeInstall(context, db, after)), diagnostics: [...diagnostics] }
}

/** What the overlay says over the version it would move to. */
export async function checkMove(
  context: Context,
  { install, version, text, acknowledgeMissing, action }: Move,
  current: OpenDocument,
): Promise<readonly Diagnostic[]> {
  const before = await versions.get(context.store.db, install.version)
  const history = await keyHistory(context.store.db, current.row, current.number)
  const { diagnostics } = await readOverlay(context, {
    version,
    text: text ?? sealedText(current),
    base: overlayBase(current, await documentMarks(context, current, history)),
    acknowledgeMissing: [...readKeyPaths(current.row.acknowledged), ...acknowledgeMissing],
    former: {
      version: await openDocument(context, context.store.db, { kind: "version", version: before }),
      overlay: current,
      bringsAll: action === "install.rollback",
    },
  })
  return diagnostics
}

interface OverlayWrite {
  write(tx: Tx): Promise<void>
  /** Revision that is current afterwards. */
  readonly head: number
}

/** What is written of the overlay: a new text, or only what the module is said not to need. */
async function overlayWrite(
  context: Context,
  actor: Actor,
  { install, version, text, acknowledgeMissing, action }: Move,
  current: OpenDocument,
): Promise<OverlayWrite> {
  if (text === undefined) {
    const acknowledged = mergedAcknowledgements(current.row.acknowledged, { acknowledgeMissing })
    return {
      head: current.number,
      write: (tx) => secretDocuments.setAcknowledged(tx, install.document, acknowledged),
    }
  }
  const { write, saved } = await prepareSave(context, {
    subject: { kind: "install", version, install },
    actor,
    text,
    base: current.number,
    reason: action === "install.rollback" ? "Rolled back" : `Upgraded to version ${version.number}`,
    stage: false,
    acknowledgeMissing,
    action: "secrets.save",
  })
  return { write, head: saved.head }
}

interface StoredMove extends Move {
  /** Revision of the overlay that was checked over the new version. */
  readonly head: number
  readonly overlay: OverlayWrite
}

async function store(
  context: Context,
  actor: Actor,
  { install, version, action, head, overlay }: StoredMove,
): Promise<void> {
  await context.store.transaction(async (tx) => {
    const now = await getInstall(tx, actor, install.id, "change")
    const document = await secretDocuments.get(tx, install.document)
    if (now.version !== install.version || document.head !== head) {
      throw new Fault("install.changed", {
        public: `Install "${now.name}" or its secrets were changed meanwhile. Look at it again and repeat this`,
      })
    }
    requireReady(await getVersion(tx, actor, version.id, "look"))
    await installs.setVersion(tx, install.id, version.id)
    await installs.setFailure(tx, install.id, null)
    await overlay.write(tx)
    await auditNote(context, tx, {
      actor,
      action,
      owner: install.owner,
      subject: install.id,
      details: { from: install.version, to: version.id },
    })
  })
}
