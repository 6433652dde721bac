// Modules: the repositories that an owner publishes as versions. A module that installs use cannot be removed.
import { Fault } from "#base/fault.ts"
import type { InstallId, ModuleId, OwnerId } from "@modkeep/contract/ids"
import { containsName } from "./contains-name.ts"
import { type Page, type PageRequest, pageOf } from "./page.ts"
import { removeDocumentsOf } from "./remove-documents.ts"
import type { ModulesTable, Tx } from "./schema.ts"

export type Module = Readonly<ModulesTable>
export type ModulePatch = Partial<Pick<Module, "name" | "repository" | "directory" | "entrypoint">>

export const modules = {
  async insert(tx: Tx, module: Module): Promise<void> {
    await refuseTakenName(tx, module)
    await tx.insertInto("modules").values(module).execute()
  },

  async find(tx: Tx, id: ModuleId): Promise<Module | undefined> {
    return await tx.selectFrom("modules").selectAll().where("id", "=", id).executeTakeFirst()
  },

  async get(tx: Tx, id: ModuleId): Promise<Module> {
    const module = await modules.find(tx, id)
    if (module) return module
    throw new Fault("module.not_found", {
      public: `Cannot find module "${id}". List the modules to see the ones you may use`,
    })
  },

  async findByName(tx: Tx, owner: OwnerId, name: string): Promise<Module | undefined> {
    return await tx
      .selectFrom("modules")
      .selectAll()
      .where("owner", "=", owner)
      .where("name", "=", name)
      .executeTakeFirst()
  },

  /** Modules of these owners and those shared with them, oldest first. */
  async list(
    tx: Tx,
    {
      owners,
      name,
      ...page
    }: PageRequest & { owners: readonly OwnerId[]; name?: string | undefined },
  ): Promise<Page<Module>> {
    if (owners.length === 0) return { items: [], next: null }
    let query = tx
      .selectFrom("modules")
      .selectAll()
      .where((on) =>
        on.or([
          on("owner", "in", owners),
          on(
            "id",
            "in",
            on
              .selectFrom("moduleShares")
              .select("moduleShares.module")
              .where("moduleShares.owner", "in", owners),
          ),
        ]),
      )
      .orderBy("id")
      .limit(page.limit + 1)
    if (name !== undefined) query = query.where(containsName("modules.name", name))
    const after = page.cursor
    if (after !== undefined) query = query.where("id", ">", after as ModuleId)
    return pageOf(await query.execute(), page, { cursor: (row) => row.id, read: (row) => row })
  },

  async update(tx: Tx, id: ModuleId, patch: ModulePatch): Promise<Module> {
    const module = await modules.get(tx, id)
    if (patch.name !== undefined && patch.name !== module.name) {
      await refuseTakenName(tx, { owner: module.owner, name: patch.name })
    }
    if (Object.keys(patch).length > 0) {
      await tx.updateTable("modules").set(patch).where("id", "=", id).execute()
    }
    return { ...module, ...patch }
  },

  /** The installs of any version of the module. */
  async installsOf(tx: Tx, id: ModuleId): Promise<readonly InstallId[]> {
    const rows = await tx
      .selectFrom("installs")
      .innerJoin("versions", "versions.id", "installs.version")
      .select("installs.id")
      .where("versions.module", "=", id)
      .orderBy("installs.id")
      .execute()
    return rows.map((row) => row.id)
  },

  /** Removes the module with its versions, their documents and values. Returns the installs in the way; none: it is gone. */
  async remove(tx: Tx, id: ModuleId): Promise<readonly InstallId[]> {
    const installs = await modules.installsOf(tx, id)
    if (installs.length > 0) return installs
    const versions = await tx
      .selectFrom("versions")
      .select("document")
      .where("module", "=", id)
      .execute()
    await tx.deleteFrom("modules").where("id", "=", id).execute()
    await removeDocumentsOf(
      tx,
      versions.map((version) => version.document),
    )
    return []
  },
}

async function refuseTakenName(tx: Tx, { owner, name }: Pick<Module, "owner" | "name">) {
  if ((await modules.findByName(tx, owner, name)) === undefined) return
  throw new Fault("module.name_taken", {
    public: `Cannot name the module "${name}": the owner has one of that name. Choose another name`,
  })
}
