// Moves an install to another ready version of its module. The overlay is checked over the new version first; the new process
// starts before the old one is let go, and an upgrade whose process does not start is taken back.
import type { Answer } from "@modkeep/contract/answer"
import type { InstallId, VersionId } from "@modkeep/contract/ids"
import type { installCreated } from "@modkeep/contract/schemas/install"

import { Sealed } from "#base/sealed.ts"
import type { Actor } from "#identity/actor.ts"
import { type OwnedInstall, installs } from "#store/installs.ts"
import type { OwnedVersion } from "#store/versions.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { requireReady } from "./create-install.ts"
import { documentMarks } from "./documents/document-marks.ts"
import { type OpenDocument, keyHistory, openDocument } from "./documents/open-document.ts"
import { overlayBase, readOverlay } from "./documents/read-overlay.ts"
import { refuseDiagnostics } from "./documents/refuse-diagnostics.ts"
import { saveDocument } from "./documents/save-document.ts"
import { sealedText } from "./documents/sealed-text.ts"
import { readKeyPaths } from "./documents/version-rules.ts"
import { installPolicy } from "./install-policy.ts"
import { describeInstall, getInstall } from "./show-install.ts"
import { getVersion, noVersion } from "./show-version.ts"

interface Upgrade {
  readonly id: InstallId
  readonly version: VersionId
  readonly secrets?: string | undefined
  readonly acknowledgeMissing?: readonly (string | readonly string[])[] | undefined
}

type Moved = Answer<typeof installCreated>

export async function upgradeInstall(
  context: Context,
  actor: Actor,
  input: Upgrade,
): Promise<Moved> {
  const install = await getInstall(context.store.db, actor, input.id, "change")
  return await moveInstall(context, actor, {
    install,
    version: await getVersion(context.store.db, actor, input.version, "look"),
    text: input.secrets === undefined ? undefined : new Sealed(input.secrets),
    acknowledgeMissing: readKeyPaths(input.acknowledgeMissing),
    action: "install.upgrade",
  })
}

interface Move {
  readonly install: OwnedInstall
  readonly version: OwnedVersion
  /** The new overlay; the stored one when left out. */
  readonly text: Sealed | undefined
  readonly acknowledgeMissing: readonly (readonly string[])[]
  readonly action: "install.upgrade" | "install.rollback"
}

export async function moveInstall(context: Context, actor: Actor, move: Move): Promise<Moved> {
  const { install, version } = move
  requireReady(version)
  if (version.module !== install.module) throw noVersion(version.id)
  const current = await openDocument(context, context.store.db, {
    kind: "install",
    version,
    install,
  })
  const mark = await documentMarks(
    context,
    current,
    await keyHistory(context.store.db, current.row, current.number),
  )
  const { diagnostics } = await readOverlay(context, {
    version,
    text: move.text ?? sealedText(current),
    base: overlayBase(current, mark),
    acknowledgeMissing: move.acknowledgeMissing,
  })
  refuseDiagnostics(diagnostics, {
    action: `move install "${install.name}" to version ${version.number}`,
    blank: "secrets.blank",
  })
  await store(context, actor, move)
  await saveOverlay(context, actor, move, current)
  if (context.lifecycle.state(install.id)?.state === "running")
    replaceInBackground(context, actor, move)
  const after = await installs.get(context.store.db, install.id)
  await context.pages.configure(install.id)
  return {
    ...(await describeInstall(context, context.store.db, after)),
    diagnostics: [...diagnostics],
  }
}

async function store(
  context: Context,
  actor: Actor,
  { install, version, action }: Move,
): Promise<void> {
  await context.store.transaction(async (tx) => {
    await installs.setVersion(tx, install.id, version.id)
    await installs.setFailure(tx, install.id, null)
    await auditNote(context, tx, {
      actor,
      action,
      owner: install.owner,
      subject: install.id,
      details: { from: install.version, to: version.id },
    })
  })
}

async function saveOverlay(
  context: Context,
  actor: Actor,
  move: Move,
  current: OpenDocument,
): Promise<void> {
  if (move.text === undefined) return
  const install = await installs.get(context.store.db, move.install.id)
  await saveDocument(context, {
    subject: { kind: "install", version: move.version, install },
    actor,
    text: move.text,
    base: current.number,
    reason:
      move.action === "install.rollback"
        ? "Rolled back"
        : `Upgraded to version ${move.version.number}`,
    stage: false,
    acknowledgeMissing: move.acknowledgeMissing,
    action: "secrets.save",
  })
}

/** An upgrade that does not start leaves the old process serving, so the install goes back to the version that it runs. */
function replaceInBackground(context: Context, actor: Actor, { install, version }: Move): void {
  context.lifecycle.replace(install.id).catch(async (cause: unknown) => {
    context.log.info(
      { install: install.id, version: version.id, err: cause },
      "an upgrade did not start",
    )
    await context.store.transaction(async (tx) => {
      const now = await installs.find(tx, install.id)
      if (now?.version !== version.id) return
      await installs.setVersion(tx, install.id, install.version)
      await installs.setFailure(tx, install.id, {
        code: "engine.start_failed",
        title: "The upgrade did not start",
        detail: `Version ${version.number} did not start, so the install went back to the version before. Look at the log`,
      })
      await auditNote(context, tx, {
        actor,
        action: "install.upgrade",
        owner: install.owner,
        subject: install.id,
        outcome: "taken_back",
        details: { from: version.id, to: install.version },
      })
    })
    context.lifecycle.configure(await installPolicy(context, install))
  })
}
