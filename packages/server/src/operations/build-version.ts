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
import type { Prepared } from "#environments/prepare-environment.ts"
import type { CommitFiles } from "#git/commit-files.ts"
import { type StoredBuildEvent, buildEvents } from "#store/build-events.ts"
import { environments } from "#store/environments.ts"
import { modules } from "#store/modules.ts"
import type { BuildEventBody } from "#store/schema.ts"
import { type OwnedVersion, versions } from "#store/versions.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { checkOldParser } from "./documents/check-old-parser.ts"
import { engineEnvironment } from "./install-spec.ts"
import { openCredential } from "./module-credential.ts"
import { sourceFiles } from "./source-files.ts"
import { readScan } from "./stored-scan.ts"
import { sourceTree } from "./source-tree.ts"

/** `stopped`: the next start goes on, or there is nothing to go on with. */
type BuildOutcome = "ready" | "failed" | "stopped"

/** Never throws: what fails becomes the version's failure. */
export async function buildVersion(
  context: Context,
  id: VersionId,
  signal: AbortSignal,
): Promise<BuildOutcome> {
  try {
    const version = await versions.find(context.store.db, id)
    if (version === undefined || version.state !== "building") return "stopped"
    try {
      await build(context, version, { tell: teller(context, id), signal })
      return "ready"
    } catch (thrown) {
      // Stopped with the server, or removed.
      if (signal.aborted) return "stopped"
      await fail(context, version, thrown)
      return "failed"
    }
  } catch (cause) {
    // Not even the failure could be written down. The version stays in build, and the next start takes it up again.
    context.log.error({ version: id, err: cause }, "a build could not be recorded")
    return "failed"
  }
}

type Tell = (event: BuildEventBody & { at?: number }) => Promise<void>

interface Work {
  readonly tell: Tell
  readonly signal: AbortSignal
}

async function build(
  context: Context,
  version: OwnedVersion,
  { tell, signal }: Work,
): Promise<void> {
  await tell({
    step: "fetch",
    level: "info",
    text: `commit ${version.commit.slice(0, 7)} of ${version.repository}`,
  })
  const files = await fetchCommit(context, version, signal)
  const tree = sourceTree(context.config.data, version)
  const notes = await exportOnce(files, tree, signal)
  for (const note of notes) await tell({ step: "fetch", level: "warning", text: note })
  const told = inOrder(tell)
  const preparing = context.environments.prepare({
    files: sourceFiles(files),
    tree,
    directory: version.directory,
    entrypoint:
      version.directory === "" ? version.entrypoint : `${version.directory}/${version.entrypoint}`,
    commitTime: version.commitAt,
    imports: readScan(version).imports,
    choices: version.options,
    signal,
    onProgress: told.tell,
    onResolved: ({ streamlit }) => checkOldParser(context, version, streamlit),
  })
  let prepared: Prepared
  try {
    prepared = await preparing
  } finally {
    // Also before a failure: its event is the last one.
    await told.all()
  }
  await succeed(context, version, prepared)
  makeReady(context, prepared)
}

/** So that the first page is fast. Not part of the build: without it the first start takes the slow way. */
function makeReady({ engine, log }: Context, { environment }: Prepared): void {
  const { id, path, pythonPrefix } = environment
  engine
    .prepare(engineEnvironment({ id, path, prefix: pythonPrefix }))
    .catch((cause: unknown) => log.warn({ err: cause }, "an environment could not be made ready"))
}

/** Progress comes faster than it is stored: each event waits for the one before, and the first that cannot be stored is thrown at the end. */
function inOrder(tell: Tell): { tell(event: BuildEventBody): void; all(): Promise<void> } {
  let queue = Promise.resolve()
  let failed: { cause: unknown } | undefined
  return {
    tell: (event) => {
      queue = queue
        .then(() => (failed === undefined ? tell(event) : undefined))
        .catch((cause: unknown) => {
          failed ??= { cause }
        })
    },
    all: async () => {
      await queue
      if (failed !== undefined) throw failed.cause
    },
  }
}

async function succeed(context: Context, version: OwnedVersion, prepared: Prepared): Promise<void> {
  const { environment } = prepared
  const now = context.clock.now()
  const last = await context.store.transaction(async (tx) => {
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
    if (!(await versions.markReady(tx, version.id, result, now))) return undefined
    await auditNote(context, tx, {
      actor: undefined,
      action: "version.ready",
      owner: version.owner,
      subject: version.id,
      details: { environment: environment.id, streamlit: environment.streamlit },
    })
    return await buildEvents.append(tx, version.id, {
      step: "done",
      level: "info",
      text: "The version is ready",
      at: now,
    })
  })
  if (last !== undefined) publish(context, version.id, last)
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

async function fail(context: Context, version: OwnedVersion, thrown: unknown): Promise<void> {
  const failure = failureOf(thrown)
  const now = context.clock.now()
  if (!(thrown instanceof Fault))
    context.log.error({ version: version.id, err: thrown }, "a build broke")
  const last = await context.store.transaction(async (tx) => {
    if (!(await versions.markFailed(tx, version.id, failure, now))) return undefined
    await auditNote(context, tx, {
      actor: undefined,
      action: "version.failed",
      owner: version.owner,
      subject: version.id,
      outcome: "failed",
      details: { code: failure.code },
    })
    const text = failure.detail.slice(0, 2000)
    return await buildEvents.append(tx, version.id, { step: "done", level: "error", text, at: now })
  })
  if (last !== undefined) publish(context, version.id, last)
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
function teller(context: Context, id: VersionId): Tell {
  return async ({ at = context.clock.now(), ...event }) => {
    publish(context, id, await buildEvents.append(context.store.db, id, { ...event, at }))
  }
}

function publish({ buildEvents: topic }: Context, id: VersionId, event: StoredBuildEvent): void {
  topic.publish(id, { ...event, at: iso(event.at) })
}
