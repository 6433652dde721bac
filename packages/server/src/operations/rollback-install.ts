// Takes an install back to the last version and revision that ran together. What belongs to the version's author, its own
// document, stays as it is: other installs see it too.
import type { Answer } from "@modkeep/contract/answer"
import type { InstallId } from "@modkeep/contract/ids"
import type { installCreated } from "@modkeep/contract/schemas/install"

import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { type InstallRun, installRuns } from "#store/install-runs.ts"
import { secretDocuments } from "#store/secret-documents.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { openDocument } from "./documents/open-document.ts"
import { refuseUnsealing } from "./documents/refuse-unsealing.ts"
import { sealedText } from "./documents/sealed-text.ts"
import { getInstall } from "./show-install.ts"
import { moveInstall } from "./move-install.ts"

export async function rollbackInstall(
  context: Context,
  actor: Actor,
  id: InstallId,
): Promise<Answer<typeof installCreated>> {
  const { db } = context.store
  const install = await getInstall(db, actor, id, "change")
  const overlay = await secretDocuments.get(db, install.document)
  const runs = await installRuns.list(db, id, 100)
  const target = runs.find(
    (run) => run.version !== install.version || run.installRevision !== overlay.head,
  )
  if (target === undefined) throw nothingToRollBack(install.name, runs[0])
  const version = await versions.find(db, target.version)
  if (version === undefined) throw nothingToRollBack(install.name, undefined)
  const subject = { kind: "install", version, install } as const
  const older = await openDocument(context, db, subject, target.installRevision)
  const action = `roll back install "${install.name}"`
  await refuseUnsealing(context, { subject, older, action })
  return await moveInstall(context, actor, {
    install,
    version,
    text: target.installRevision === overlay.head ? undefined : sealedText(older),
    acknowledgeMissing: [],
    action: "install.rollback",
  })
}

function nothingToRollBack(name: string, last: InstallRun | undefined): Fault {
  const mend =
    last === undefined
      ? "Nothing else ever ran here"
      : "Only the version's own secrets may have changed since: restore one of the version's revisions"
  return new Fault("install.nothing_to_roll_back", {
    public: `Install "${name}" has nothing to go back to. ${mend}`,
  })
}
