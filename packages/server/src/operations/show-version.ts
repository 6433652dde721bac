// A version as the API shows it: what was deployed, how the build stands, which pages and reads the scan found.
import type { ModuleId, VersionId } from "@modkeep/contract/ids"
import type { Version as VersionAnswer } from "@modkeep/contract/schemas/version"

import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"
import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import { installs } from "#store/installs.ts"
import { moduleShares } from "#store/module-shares.ts"
import type { Page, PageRequest } from "#store/page.ts"
import type { Tx } from "#store/schema.ts"
import { secretDocuments } from "#store/secret-documents.ts"
import { users } from "#store/users.ts"
import { type OwnedVersion, versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { type Need, permit, visibleOwners } from "./permit.ts"
import { getModule } from "./show-module.ts"
import { readScan } from "./stored-scan.ts"

export function noVersion(id: string): Fault {
  return new Fault("version.not_found", {
    public: `Cannot find version "${id}". GET /modules/{id}/versions lists the ones there are`,
  })
}

/** The version when the actor may do what is needed; a ready version of a shared module may be looked at. */
export async function getVersion(
  tx: Tx,
  actor: Actor,
  id: VersionId,
  need: Need,
): Promise<OwnedVersion> {
  const version = await versions.find(tx, id)
  if (version === undefined) throw noVersion(id)
  const isOwn = actor.memberships.some(({ owner }) => owner === version.owner)
  if (!isOwn && need === "look" && version.state === "ready") {
    if (await moduleShares.isSharedWith(tx, version.module, visibleOwners(actor, undefined)))
      return version
  }
  permit(actor, version.owner, need, () => noVersion(id))
  return version
}

export async function showVersion(
  context: Context,
  actor: Actor,
  id: VersionId,
): Promise<VersionAnswer> {
  const { db } = context.store
  return await describeVersion(db, actor, await getVersion(db, actor, id, "look"))
}

export async function listVersions(
  context: Context,
  actor: Actor,
  { module: id, ...page }: PageRequest & { module: ModuleId; number?: number | undefined },
): Promise<Page<VersionAnswer>> {
  const { db } = context.store
  const module = await getModule(db, actor, id, "look")
  const isOwn = actor.memberships.some(({ owner }) => owner === module.owner)
  const found = await versions.list(db, { ...page, module: id, readyOnly: !isOwn })
  return { items: await describeVersions(db, actor, found.items), next: found.next }
}

export async function describeVersion(
  tx: Tx,
  actor: Actor,
  version: OwnedVersion,
): Promise<VersionAnswer> {
  const [described] = await describeVersions(tx, actor, [version])
  invariant(described, "every version is described")
  return described
}

/** In as many queries for a whole page as for one. */
async function describeVersions(
  tx: Tx,
  actor: Actor,
  rows: readonly OwnedVersion[],
): Promise<VersionAnswer[]> {
  const heads = await secretDocuments.headsOf(
    tx,
    rows.map(({ document }) => document),
  )
  const authors = await users.namesOf(
    tx,
    rows.map(({ createdBy }) => createdBy),
  )
  const counts = await countInstalls(tx, actor, rows)
  return rows.map((version) => ({
    ...describe(version),
    revision: heads.get(version.document) ?? 0,
    installs: counts.get(version.id) ?? 0,
    createdBy: authors.get(version.createdBy) ?? version.createdBy,
  }))
}

function describe(
  version: OwnedVersion,
): Omit<VersionAnswer, "revision" | "installs" | "createdBy"> {
  return {
    id: version.id,
    module: version.module,
    number: version.number,
    commit: version.commit,
    ref: version.ref,
    committedAt: iso(version.commitAt),
    author: version.commitAuthor,
    subject: version.commitSubject,
    repository: version.repository,
    directory: version.directory,
    entrypoint: version.entrypoint,
    notes: version.notes,
    state: version.state,
    ...(version.failure === null ? {} : { failure: version.failure }),
    python: version.python,
    streamlit: version.streamlit,
    environment: version.environment,
    warnings: [...version.warnings],
    pages: [...version.pages],
    reads: readScan(version).reads,
    createdAt: iso(version.createdAt),
  }
}

/** The author counts all of them; whoever got a share, their own. */
async function countInstalls(
  tx: Tx,
  actor: Actor,
  rows: readonly OwnedVersion[],
): Promise<ReadonlyMap<VersionId, number>> {
  const theirs = visibleOwners(actor, undefined)
  const own = rows.filter(({ owner }) => theirs.includes(owner)).map(({ id }) => id)
  const others = rows.filter(({ owner }) => !theirs.includes(owner)).map(({ id }) => id)
  return new Map([
    ...(await installs.countOf(tx, own)),
    ...(await installs.countOf(tx, others, theirs)),
  ])
}
