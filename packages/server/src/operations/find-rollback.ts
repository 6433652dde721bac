// Where a rollback leads: the last version and the last revision of the install's own document that ran together and are not what is
// set now.
import { Fault } from "#base/fault.ts"
import { type InstallRun, installRuns } from "#store/install-runs.ts"
import type { OwnedInstall } from "#store/installs.ts"
import type { Tx } from "#store/schema.ts"
import { secretDocuments } from "#store/secret-documents.ts"
import { type OwnedVersion, versions } from "#store/versions.ts"

export interface Rollback {
  readonly version: OwnedVersion
  readonly run: InstallRun
  /** False: the install's own document is at that revision already. */
  readonly bringsDocument: boolean
}

/** @throws Fault `install.nothing_to_roll_back` */
export async function findRollback(tx: Tx, install: OwnedInstall): Promise<Rollback> {
  const overlay = await secretDocuments.get(tx, install.document)
  const runs = await installRuns.list(tx, install.id, 100)
  const run = runs.find(
    (each) => each.version !== install.version || each.installRevision !== overlay.head,
  )
  if (run === undefined) throw nothingToRollBack(install.name, runs[0])
  const version = await versions.find(tx, run.version)
  if (version === undefined) throw nothingToRollBack(install.name, undefined)
  return { version, run, bringsDocument: run.installRevision !== overlay.head }
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
