// The document of one process, as it should hold it now: that of the version it runs (which is another one while an upgrade
// drains it), with a staged revision where it is the one that tries it.
import type { DocumentId, InstallId, ProcessId } from "@modkeep/contract/ids"

import type { EngineDocument } from "#engine/engine.ts"
import { installs } from "#store/installs.ts"
import { processes } from "#store/processes.ts"
import { secretDocuments } from "#store/secret-documents.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { effectiveDocument } from "./documents/effective-document.ts"

/** A staged revision on trial. Known to this server only: after a restart the process gets the current one. */
export interface Trial {
  readonly document: DocumentId
  readonly number: number
}

export type Trials = Map<ProcessId, Trial>

type Parts = Pick<Context, "store" | "keyring" | "trials">

export async function processDocument(
  parts: Parts,
  install: InstallId,
  process: ProcessId,
): Promise<EngineDocument> {
  const { db } = parts.store
  const row = await installs.get(db, install)
  const running = (await processes.find(db, process))?.version ?? row.version
  const trial = await trialOf(parts, process)
  if (trial === undefined) return await effectiveDocument(parts, db, { ...row, version: running })
  const version = await versions.get(db, running)
  return await effectiveDocument(
    parts,
    db,
    { ...row, version: running },
    {
      versionRevision: trial.document === version.document ? trial.number : undefined,
      installRevision: trial.document === row.document ? trial.number : undefined,
    },
  )
}

/** A trial is over when its revision is staged no more. */
async function trialOf({ store, trials }: Parts, process: ProcessId): Promise<Trial | undefined> {
  const trial = trials.get(process)
  if (trial === undefined) return undefined
  const document = await secretDocuments.find(store.db, trial.document)
  if (document?.staged === trial.number) return trial
  trials.delete(process)
  return undefined
}
