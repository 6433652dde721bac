// Builds a version: the tree is exported, the environment made, the result recorded. May be begun again at any point: every
// step finds what an earlier attempt left and goes on from there.
import { mkdir, stat } from "node:fs/promises"
import { dirname } from "node:path"

import type { VersionId } from "@modkeep/contract/ids"
import type { Failure } from "@modkeep/contract/schemas/common"
import { faults } from "@modkeep/contract/faults"

import { Fault } from "#base/fault.ts"
import { iso } from "#base/iso.ts"
import { parseRepositoryAddress } from "#domain/repository-address.ts"
import type { CommitFiles } from "#git/commit-files.ts"
import { buildEvents } from "#store/build-events.ts"
import { environments } from "#store/environments.ts"
import { modules } from "#store/modules.ts"
import type { BuildEventBody } from "#store/schema.ts"
import { type OwnedVersion, versions } from "#store/versions.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { checkOldParser } from "./documents/check-old-parser.ts"
import { openCredential } from "./module-credential.ts"
import { sourceFiles } from "./source-files.ts"
import { readScan } from "./stored-scan.ts"
import { sourceTree } from "./source-tree.ts"

/** Never throws: what fails becomes the version's failure. */
export async function buildVersion(
  context: Context,
  id: VersionId,
  signal: AbortSignal,
): Promise<void> {
  const version = await versions.find(context.store.db, id)
  if (version === undefined || version.state !== "building") return
  const tell = await teller(context, id)
  try {
    await build(context, version, { tell, signal })
  } catch (thrown) {
    // Stopped with the server, or removed: the next start goes on, or there is nothing to go on with.
    if (signal.aborted) return
    await fail(context, version, tell, thrown)
  }
}

interface Work {
  readonly tell: (event: BuildEventBody & { at?: number }) => Promise<void>
  readonly signal: AbortSignal
}

async function build(
  context: Context,
  version: OwnedVersion,
  { tell, signal }: Work,
): Promise<void> {
  const { db } = context.store
  await tell({
    step: "fetch",
    level: "info",
    text: `commit ${version.commit.slice(0, 7)} of ${version.repository}`,
  })
  const files = await fetchCommit(context, version, signal)
  const tree = sourceTree(context.config.data, version)
  const notes = await exportOnce(files, tree, signal)
  for (const note of notes) await tell({ step: "fetch", level: "warning", text: note })
  let queue = Promise.resolve()
  const prepared = await context.environments.prepare({
    files: sourceFiles(files),
    tree,
    directory: version.directory,
    entrypoint:
      version.directory === "" ? version.entrypoint : `${version.directory}/${version.entrypoint}`,
    commitTime: version.commitAt,
    imports: readScan(version).imports,
    choices: version.options,
    signal,
    onProgress: (event) => {
      queue = queue.then(() => tell(event))
    },
    onResolved: ({ streamlit }) => checkOldParser(context, version, streamlit),
  })
  await queue
  const { environment } = prepared
  const now = context.clock.now()
  await context.store.transaction(async (tx) => {
    await environments.put(tx, {
      id: environment.id,
      lock: environment.lock,
      python: environment.pythonVersion,
      platform: prepared.resolution.interpreter.platform,
      streamlit: environment.streamlit,
      path: environment.path,
      prefix: environment.pythonPrefix,
      sizeBytes: environment.sizeBytes,
      files: environment.files,
      createdAt: now,
      lastUsedAt: now,
    })
    const result = {
      environment: environment.id,
      python: environment.pythonVersion,
      streamlit: environment.streamlit,
      warnings: [...prepared.warnings],
    }
    if (!(await versions.markReady(tx, version.id, result, now))) return
    await auditNote(context, tx, {
      actor: undefined,
      action: "version.ready",
      owner: version.owner,
      subject: version.id,
      details: { environment: environment.id, streamlit: environment.streamlit },
    })
  })
  const ready = await versions.find(db, version.id)
  if (ready?.state === "ready")
    await tell({ step: "done", level: "info", text: "The version is ready" })
}

async function fetchCommit(
  context: Context,
  version: OwnedVersion,
  signal: AbortSignal,
): Promise<CommitFiles> {
  const { db } = context.store
  const module = await modules.get(db, version.module)
  const credential = await openCredential(context, db, module)
  const address = parseRepositoryAddress(version.repository)
  return await context.git.fetch({
    address,
    commit: version.commit,
    signal,
    ...(credential === undefined ? {} : { credential }),
  })
}

/** One tree for all versions of a commit. It appears whole or not at all, so what is there is complete. */
async function exportOnce(
  files: CommitFiles,
  tree: string,
  signal: AbortSignal,
): Promise<string[]> {
  const isThere = await stat(tree).then(
    () => true,
    () => false,
  )
  if (isThere) return []
  await mkdir(dirname(tree), { recursive: true })
  const { notes } = await files.exportTo({ target: tree, signal })
  return notes.map(({ path, reason }) => `${path} ${reasons[reason]}`)
}

const reasons = {
  link_leaves_tree: "is a link that leads out of the repository: left out",
  submodule: "is a submodule: left out. Its files must be in the repository itself",
  other: "is no regular file: left out",
  lfs: "is kept in Git LFS: only its pointer is deployed",
} as const

async function fail(
  context: Context,
  version: OwnedVersion,
  tell: Work["tell"],
  thrown: unknown,
): Promise<void> {
  const failure = failureOf(thrown)
  if (!(thrown instanceof Fault))
    context.log.error({ version: version.id, err: thrown }, "a build broke")
  await context.store.transaction(async (tx) => {
    if (!(await versions.markFailed(tx, version.id, failure, context.clock.now()))) return
    await auditNote(context, tx, {
      actor: undefined,
      action: "version.failed",
      owner: version.owner,
      subject: version.id,
      outcome: "failed",
      details: { code: failure.code },
    })
  })
  await tell({ step: "done", level: "error", text: failure.detail.slice(0, 2000) })
}

function failureOf(thrown: unknown): Failure {
  if (!(thrown instanceof Fault)) {
    return {
      code: "internal",
      title: faults.internal.title,
      detail: "Something failed inside Modkeep. Try the build again",
    }
  }
  const { mends, diagnostics } = thrown.problem as Pick<Failure, "mends" | "diagnostics">
  return {
    code: thrown.code,
    title: faults[thrown.code].title,
    detail: thrown.public,
    ...(mends === undefined ? {} : { mends: [...mends] }),
    ...(diagnostics === undefined ? {} : { diagnostics: [...diagnostics] }),
  }
}

/** Stores each event and hands it to those who follow the build. */
async function teller(context: Context, id: VersionId): Promise<Work["tell"]> {
  return async ({ at = context.clock.now(), ...event }) => {
    const stored = await buildEvents.append(context.store.db, id, { ...event, at })
    context.buildEvents.publish(id, { ...stored, at: iso(stored.at) })
  }
}
