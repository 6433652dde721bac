// Apps: workspaces that hold installs. An app that holds installs cannot be removed.
import { Fault } from "#base/fault.ts"
import type { AppId, InstallId, OwnerId } from "@modkeep/contract/ids"
import { containsName } from "./contains-name.ts"
import { type Page, type PageRequest, pageOf } from "./page.ts"
import type { AppsTable, Tx } from "./schema.ts"

export type App = Readonly<AppsTable>
/** An app with the number of its installs. */
export type CountedApp = App & { readonly installs: number }

export const apps = {
  async insert(tx: Tx, app: App): Promise<void> {
    await refuseTakenName(tx, app)
    await tx.insertInto("apps").values(app).execute()
  },

  async find(tx: Tx, id: AppId): Promise<CountedApp | undefined> {
    return await counted(tx).where("apps.id", "=", id).executeTakeFirst()
  },

  async get(tx: Tx, id: AppId): Promise<CountedApp> {
    const app = await apps.find(tx, id)
    if (app) return app
    throw new Fault("app.not_found", {
      public: `Cannot find app "${id}". List the apps to see the ones you may use`,
    })
  },

  async findByName(tx: Tx, owner: OwnerId, name: string): Promise<App | undefined> {
    return await tx
      .selectFrom("apps")
      .selectAll()
      .where("owner", "=", owner)
      .where("name", "=", name)
      .executeTakeFirst()
  },

  /** Apps of these owners, oldest first. */
  async list(
    tx: Tx,
    {
      owners,
      name,
      ...page
    }: PageRequest & { owners: readonly OwnerId[]; name?: string | undefined },
  ): Promise<Page<CountedApp>> {
    if (owners.length === 0) return { items: [], next: null }
    let query = counted(tx)
      .where("apps.owner", "in", owners)
      .orderBy("apps.id")
      .limit(page.limit + 1)
    if (name !== undefined) query = query.where(containsName("apps.name", name))
    const after = page.cursor
    if (after !== undefined) query = query.where("apps.id", ">", after as AppId)
    return pageOf(await query.execute(), page, { cursor: (row) => row.id, read: (row) => row })
  },

  async update(tx: Tx, id: AppId, patch: Partial<Pick<App, "name">>): Promise<CountedApp> {
    const app = await apps.get(tx, id)
    if (patch.name === undefined || patch.name === app.name) return app
    await refuseTakenName(tx, { owner: app.owner, name: patch.name })
    await tx.updateTable("apps").set({ name: patch.name }).where("id", "=", id).execute()
    return { ...app, name: patch.name }
  },

  async installsOf(tx: Tx, id: AppId): Promise<readonly InstallId[]> {
    const rows = await tx
      .selectFrom("installs")
      .select("id")
      .where("app", "=", id)
      .orderBy("id")
      .execute()
    return rows.map((row) => row.id)
  },

  /** Returns the installs in the way; none: the app is gone. */
  async remove(tx: Tx, id: AppId): Promise<readonly InstallId[]> {
    const installs = await apps.installsOf(tx, id)
    if (installs.length === 0) await tx.deleteFrom("apps").where("id", "=", id).execute()
    return installs
  },
}

function counted(tx: Tx) {
  return tx
    .selectFrom("apps")
    .selectAll("apps")
    .select((on) =>
      on.fn
        .coalesce(
          on
            .selectFrom("installs")
            .select((on) => on.fn.countAll<number>().as("count"))
            .whereRef("installs.app", "=", "apps.id")
            .$asScalar(),
          on.lit(0),
        )
        .as("installs"),
    )
}

async function refuseTakenName(tx: Tx, { owner, name }: Pick<App, "owner" | "name">) {
  if ((await apps.findByName(tx, owner, name)) === undefined) return
  throw new Fault("app.name_taken", {
    public: `Cannot name the app "${name}": the owner has one of that name. Choose another name`,
  })
}
