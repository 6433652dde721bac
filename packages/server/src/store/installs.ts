// Installs: a version in an app, with its own document, its own user on the machine and its own page.
import { Fault } from "#base/fault.ts"
import type { Failure } from "@modkeep/contract/schemas/common"
import type { AppId, InstallId, ModuleId, OwnerId, VersionId } from "@modkeep/contract/ids"
import { codecOf, type Entity } from "./codec.ts"
import { containsName } from "./contains-name.ts"
import { type Page, type PageRequest, pageOf } from "./page.ts"
import { removeDocumentsOf } from "./remove-documents.ts"
import type { InstallsTable, Tx, Wish } from "./schema.ts"

export type Install = Entity<InstallsTable>
/** An install with the owner of its app and the module of its version. */
export type OwnedInstall = Install & { readonly owner: OwnerId; readonly module: ModuleId }
export type InstallPatch = Partial<
  Pick<
    Install,
    | "name"
    | "access"
    | "query"
    | "embedOrigins"
    | "showNavigation"
    | "idleMinutes"
    | "sessions"
    | "limits"
  >
>

const codec = codecOf<InstallsTable>({
  embedOrigins: "json",
  failure: "json or null",
  limits: "json",
  query: "json",
  showNavigation: "flag",
})

// Below are the ids of people and system services; distributions leave the range from 200000 to 2^31 alone.
const UID_FIRST = 200_000

export const installs = {
  /** Stores the install with a user id that no other install has. */
  async insert(tx: Tx, install: Omit<Install, "uid">): Promise<Install> {
    await refuseTakenName(tx, install)
    const whole = { ...install, uid: await freeUid(tx) }
    await tx.insertInto("installs").values(codec.write(whole)).execute()
    return whole
  },

  async find(tx: Tx, id: InstallId): Promise<OwnedInstall | undefined> {
    const row = await owned(tx).where("installs.id", "=", id).executeTakeFirst()
    return row && readOwned(row)
  },

  async get(tx: Tx, id: InstallId): Promise<OwnedInstall> {
    const install = await installs.find(tx, id)
    if (install) return install
    throw new Fault("install.not_found", {
      public: `Cannot find install "${id}". List the app's installs to see the ones there are`,
    })
  },

  async findByName(tx: Tx, app: AppId, name: string): Promise<OwnedInstall | undefined> {
    const row = await owned(tx)
      .where("installs.app", "=", app)
      .where("installs.name", "=", name)
      .executeTakeFirst()
    return row && readOwned(row)
  },

  /** Installs of an app, oldest first. */
  async list(tx: Tx, { app, ...page }: PageRequest & { app: AppId }): Promise<Page<OwnedInstall>> {
    let query = owned(tx)
      .where("installs.app", "=", app)
      .orderBy("installs.id")
      .limit(page.limit + 1)
    const after = page.cursor
    if (after !== undefined) query = query.where("installs.id", ">", after as InstallId)
    return pageOf(await query.execute(), page, { cursor: (row) => row.id, read: readOwned })
  },

  /** Installs of these owners' apps that fit every filter that is given, oldest first. */
  async search(
    tx: Tx,
    request: PageRequest & {
      owners: readonly OwnerId[]
      /** In the install's name. */
      name?: string | undefined
      app?: AppId | undefined
      module?: ModuleId | undefined
      version?: VersionId | undefined
    },
  ): Promise<Page<OwnedInstall>> {
    if (request.owners.length === 0) return { items: [], next: null }
    let query = owned(tx)
      .where("apps.owner", "in", request.owners)
      .orderBy("installs.id")
      .limit(request.limit + 1)
    if (request.name !== undefined) query = query.where(containsName("installs.name", request.name))
    if (request.app !== undefined) query = query.where("installs.app", "=", request.app)
    if (request.module !== undefined) query = query.where("versions.module", "=", request.module)
    if (request.version !== undefined) query = query.where("installs.version", "=", request.version)
    if (request.cursor !== undefined) {
      query = query.where("installs.id", ">", request.cursor as InstallId)
    }
    return pageOf(await query.execute(), request, { cursor: (row) => row.id, read: readOwned })
  },

  /** Every install of the server, for the route table and the engine. */
  async listAll(tx: Tx): Promise<readonly OwnedInstall[]> {
    return (await owned(tx).orderBy("installs.id").execute()).map(readOwned)
  },

  async listOfVersion(tx: Tx, version: VersionId): Promise<readonly OwnedInstall[]> {
    const rows = await owned(tx)
      .where("installs.version", "=", version)
      .orderBy("installs.id")
      .execute()
    return rows.map(readOwned)
  },

  /** How many installs each version has; with `owners` only those in their apps. A version without any is left out. */
  async countOf(
    tx: Tx,
    versions: readonly VersionId[],
    owners?: readonly OwnerId[],
  ): Promise<ReadonlyMap<VersionId, number>> {
    if (versions.length === 0 || owners?.length === 0) return new Map()
    let query = tx
      .selectFrom("installs")
      .innerJoin("apps", "apps.id", "installs.app")
      .select(["installs.version", (sql) => sql.fn.countAll<number>().as("count")])
      .where("installs.version", "in", versions)
      .groupBy("installs.version")
    if (owners !== undefined) query = query.where("apps.owner", "in", owners)
    const rows = await query.execute()
    return new Map(rows.map(({ version, count }) => [version, count]))
  },

  async update(tx: Tx, id: InstallId, patch: InstallPatch): Promise<OwnedInstall> {
    const install = await installs.get(tx, id)
    if (patch.name !== undefined && patch.name !== install.name) {
      await refuseTakenName(tx, { app: install.app, name: patch.name })
    }
    await write(tx, id, patch)
    return { ...install, ...patch }
  },

  async setWish(tx: Tx, id: InstallId, wish: Wish): Promise<void> {
    await write(tx, id, { wish })
  },

  async setVersion(tx: Tx, id: InstallId, version: VersionId): Promise<void> {
    await write(tx, id, { version })
  },

  async setFailure(tx: Tx, id: InstallId, failure: Failure | null): Promise<void> {
    await write(tx, id, { failure })
  },

  /** Removes the install with its sessions, runs, document and values. False when there was none. */
  async remove(tx: Tx, id: InstallId): Promise<boolean> {
    const removed = await tx
      .deleteFrom("installs")
      .where("id", "=", id)
      .returning("document")
      .execute()
    await removeDocumentsOf(
      tx,
      removed.map((row) => row.document),
    )
    return removed.length > 0
  },
}

function owned(tx: Tx) {
  return tx
    .selectFrom("installs")
    .innerJoin("apps", "apps.id", "installs.app")
    .innerJoin("versions", "versions.id", "installs.version")
    .selectAll("installs")
    .select(["apps.owner", "versions.module"])
}

function readOwned({
  owner,
  module,
  ...row
}: InstallsTable & { owner: OwnerId; module: ModuleId }): OwnedInstall {
  return { ...codec.read(row), owner, module }
}

async function write(tx: Tx, id: InstallId, patch: Partial<Install>): Promise<void> {
  if (Object.keys(patch).length === 0) return
  await tx.updateTable("installs").set(codec.writeSome(patch)).where("id", "=", id).execute()
}

/** Never one that was used before: files that a removed install left behind must not fall to a new one. */
async function freeUid(tx: Tx): Promise<number> {
  const row = await tx
    .updateTable("counters")
    .set((sql) => ({ value: sql("value", "+", 1) }))
    .where("name", "=", "install_uid")
    .returning("value")
    .executeTakeFirst()
  if (row) return row.value
  await tx.insertInto("counters").values({ name: "install_uid", value: UID_FIRST }).execute()
  return UID_FIRST
}

async function refuseTakenName(tx: Tx, { app, name }: Pick<Install, "app" | "name">) {
  if ((await installs.findByName(tx, app, name)) === undefined) return
  throw new Fault("install.name_taken", {
    public: `Cannot name the install "${name}": the app has one of that name. Choose another name`,
  })
}
