// Versions: a pinned commit of a module with its environment and its secrets document, numbered 1, 2, 3 … per module.
//
// What was deployed never changes; only the state of the build moves. A version that installs use cannot be removed.
import { Fault } from "#base/fault.ts"
import type { Failure } from "@modkeep/contract/schemas/common"
import type { InstallId, ModuleId, OwnerId, VersionId } from "@modkeep/contract/ids"
import { codecOf, type Entity } from "./codec.ts"
import { fromJson } from "./json-text.ts"
import { numberCursor, type Page, type PageRequest, pageOf } from "./page.ts"
import { removeDocumentsOf } from "./remove-documents.ts"
import type { Tx, VersionsTable } from "./schema.ts"

export type Version = Entity<VersionsTable>
/** A version with the owner of its module. */
export type OwnedVersion = Version & { readonly owner: OwnerId }

/** What a build learned. */
export type BuildResult = Pick<Version, "environment" | "python" | "streamlit" | "warnings">

const codec = codecOf<VersionsTable>({
  failure: "json or null",
  options: "json",
  pages: "json",
  scan: "json",
  templateFound: "flag",
  templateText: "json",
  warnings: "json",
})

export const versions = {
  async insert(tx: Tx, version: Version): Promise<void> {
    await tx.insertInto("versions").values(codec.write(version)).execute()
  },

  /** The number that the next version of the module gets; to be used in the same transaction. */
  async nextNumber(tx: Tx, module: ModuleId): Promise<number> {
    const row = await tx
      .selectFrom("versions")
      .select((sql) => sql.fn.max("number").as("last"))
      .where("module", "=", module)
      .executeTakeFirst()
    return (row?.last ?? 0) + 1
  },

  async find(tx: Tx, id: VersionId): Promise<OwnedVersion | undefined> {
    const row = await owned(tx).where("versions.id", "=", id).executeTakeFirst()
    return row && readOwned(row)
  },

  async get(tx: Tx, id: VersionId): Promise<OwnedVersion> {
    const version = await versions.find(tx, id)
    if (version) return version
    throw new Fault("version.not_found", {
      public: `Cannot find version "${id}". List the module's versions to see the ones there are`,
    })
  },

  /** The newest version of the module, whatever its state. */
  async latest(tx: Tx, module: ModuleId): Promise<OwnedVersion | undefined> {
    const row = await owned(tx)
      .where("module", "=", module)
      .orderBy("number", "desc")
      .limit(1)
      .executeTakeFirst()
    return row && readOwned(row)
  },

  /** The module's newest version that was built into this environment. */
  async latestWith(
    tx: Tx,
    module: ModuleId,
    environment: string,
  ): Promise<Pick<Version, "id" | "number"> | undefined> {
    return await tx
      .selectFrom("versions")
      .select(["id", "number"])
      .where("module", "=", module)
      .where("environment", "=", environment)
      .orderBy("number", "desc")
      .limit(1)
      .executeTakeFirst()
  },

  /** Number and state of the newest version of each module; with `readyOnly` of those that can be installed. */
  async latestOf(
    tx: Tx,
    modules: readonly ModuleId[],
    { readyOnly }: { readyOnly: boolean },
  ): Promise<ReadonlyMap<ModuleId, Pick<Version, "number" | "state">>> {
    if (modules.length === 0) return new Map()
    let newest = tx
      .selectFrom("versions")
      .select(["module", (sql) => sql.fn.max("number").as("number")])
      .where("module", "in", modules)
      .groupBy("module")
    if (readyOnly) newest = newest.where("state", "=", "ready")
    const rows = await tx
      .selectFrom("versions")
      .innerJoin(newest.as("newest"), (join) =>
        join
          .onRef("newest.module", "=", "versions.module")
          .onRef("newest.number", "=", "versions.number"),
      )
      .select(["versions.module", "versions.number", "versions.state"])
      .execute()
    return new Map(rows.map(({ module, ...rest }) => [module, rest]))
  },

  /** The pages of each version's module. */
  async pagesOf(
    tx: Tx,
    ids: readonly VersionId[],
  ): Promise<ReadonlyMap<VersionId, Version["pages"]>> {
    if (ids.length === 0) return new Map()
    const rows = await tx
      .selectFrom("versions")
      .select(["id", "pages"])
      .where("id", "in", [...new Set(ids)])
      .execute()
    return new Map(rows.map(({ id, pages }) => [id, fromJson(pages)]))
  },

  /** Versions of a module, newest first; with `readyOnly` those that can be installed. */
  async list(
    tx: Tx,
    request: PageRequest & {
      module: ModuleId
      readyOnly?: boolean
      number?: number | undefined
    },
  ): Promise<Page<OwnedVersion>> {
    let query = owned(tx)
      .where("module", "=", request.module)
      .orderBy("number", "desc")
      .limit(request.limit + 1)
    if (request.readyOnly === true) query = query.where("state", "=", "ready")
    if (request.number !== undefined) query = query.where("number", "=", request.number)
    if (request.cursor !== undefined) {
      query = query.where("number", "<", numberCursor(request.cursor))
    }
    return pageOf(await query.execute(), request, {
      cursor: (row) => String(row.number),
      read: readOwned,
    })
  },

  /** Repository and commit of every version: what its source tree is named by. */
  async listSources(tx: Tx): Promise<readonly Pick<Version, "repository" | "commit">[]> {
    return await tx.selectFrom("versions").select(["repository", "commit"]).distinct().execute()
  },

  /** Builds that were under way, for a start to go on with. */
  async listBuilding(tx: Tx): Promise<readonly OwnedVersion[]> {
    const rows = await owned(tx).where("state", "=", "building").orderBy("versions.id").execute()
    return rows.map(readOwned)
  },

  /** A failed version back to `building`. False when it was not failed. */
  async retry(tx: Tx, id: VersionId, options: Version["options"]): Promise<boolean> {
    const result = await tx
      .updateTable("versions")
      .set(codec.writeSome({ state: "building", failure: null, builtAt: null, options }))
      .where("id", "=", id)
      .where("state", "=", "failed")
      .executeTakeFirst()
    return result.numUpdatedRows > 0n
  },

  /** False when the version was not building any more (removed, or ended by another). */
  async markReady(tx: Tx, id: VersionId, result: BuildResult, nowMs: number): Promise<boolean> {
    return await endBuild(tx, id, { ...result, state: "ready", failure: null, builtAt: nowMs })
  },

  async markFailed(tx: Tx, id: VersionId, failure: Failure, nowMs: number): Promise<boolean> {
    return await endBuild(tx, id, { state: "failed", failure, builtAt: nowMs })
  },

  async installsOf(tx: Tx, id: VersionId): Promise<readonly InstallId[]> {
    const rows = await tx
      .selectFrom("installs")
      .select("id")
      .where("version", "=", id)
      .orderBy("id")
      .execute()
    return rows.map((row) => row.id)
  },

  /** Removes the version, its document and values. Returns the installs in the way; none: it is gone. */
  async remove(tx: Tx, id: VersionId): Promise<readonly InstallId[]> {
    const installs = await versions.installsOf(tx, id)
    if (installs.length > 0) return installs
    const removed = await tx
      .deleteFrom("versions")
      .where("id", "=", id)
      .returning("document")
      .execute()
    await removeDocumentsOf(
      tx,
      removed.map((row) => row.document),
    )
    return []
  },
}

function owned(tx: Tx) {
  return tx
    .selectFrom("versions")
    .innerJoin("modules", "modules.id", "versions.module")
    .selectAll("versions")
    .select("modules.owner")
}

function readOwned({ owner, ...row }: VersionsTable & { owner: OwnerId }): OwnedVersion {
  return { ...codec.read(row), owner }
}

async function endBuild(tx: Tx, id: VersionId, patch: Partial<Version>): Promise<boolean> {
  const result = await tx
    .updateTable("versions")
    .set(codec.writeSome(patch))
    .where("id", "=", id)
    .where("state", "=", "building")
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
