// People who sign in. What they may do comes from their memberships; an operator also sees to people and keys.
//
// Somebody who was removed is still found by id, because what they did names them; by name, in lists and as first they are not.
import { Fault } from "#base/fault.ts"
import type { UserId } from "@modkeep/contract/ids"
import { codecOf, type Entity } from "./codec.ts"
import { containsName } from "./contains-name.ts"
import { type Page, type PageRequest, pageOf } from "./page.ts"
import type { Tx, UsersTable } from "./schema.ts"

export type User = Entity<UsersTable>
type NewUser = Pick<User, "id" | "name" | "createdAt"> &
  Partial<Pick<User, "operator" | "signInName">>

/** A person with what an operator sees beside the name. */
export type ListedUser = User & {
  readonly hasPassword: boolean
  /** Of the newest console session; null when there is none. */
  readonly signedInAt: number | null
}

const codec = codecOf<UsersTable>({ operator: "flag" })

export const users = {
  async insert(tx: Tx, user: NewUser): Promise<void> {
    const whole = { operator: false, signInName: null, removedAt: null, ...user }
    await tx.insertInto("users").values(codec.write(whole)).execute()
  },

  async find(tx: Tx, id: UserId): Promise<User | undefined> {
    const row = await tx.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst()
    return row && codec.read(row)
  },

  /** The person unless they were removed. */
  async findActive(tx: Tx, id: UserId): Promise<User | undefined> {
    const user = await users.find(tx, id)
    return user?.removedAt === null ? user : undefined
  },

  async get(tx: Tx, id: UserId): Promise<User> {
    const user = await users.find(tx, id)
    if (user) return user
    throw new Fault("user.not_found", { public: `Cannot find user "${id}". Check the id` })
  },

  /** The names of people, removed or not. */
  async namesOf(tx: Tx, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, string>> {
    if (ids.length === 0) return new Map()
    const rows = await tx
      .selectFrom("users")
      .select(["id", "name"])
      .where("id", "in", [...new Set(ids)])
      .execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  },

  async findBySignInName(tx: Tx, signInName: string): Promise<User | undefined> {
    const row = await tx
      .selectFrom("users")
      .selectAll()
      .where("signInName", "=", signInName)
      .where("removedAt", "is", null)
      .executeTakeFirst()
    return row && codec.read(row)
  },

  /** The oldest operator: links printed on the server's machine sign this one in. */
  async first(tx: Tx): Promise<User | undefined> {
    const row = await tx
      .selectFrom("users")
      .selectAll()
      .where("operator", "=", 1)
      .where("removedAt", "is", null)
      .orderBy("id")
      .limit(1)
      .executeTakeFirst()
    return row && codec.read(row)
  },

  async countOperators(tx: Tx): Promise<number> {
    const row = await tx
      .selectFrom("users")
      .select((sql) => sql.fn.countAll<number>().as("count"))
      .where("operator", "=", 1)
      .where("removedAt", "is", null)
      .executeTakeFirstOrThrow()
    return row.count
  },

  async findListed(tx: Tx, id: UserId): Promise<ListedUser | undefined> {
    const row = await listed(tx).where("users.id", "=", id).executeTakeFirst()
    return row && readListed(row)
  },

  /** Everybody who was not removed, oldest first. */
  async list(
    tx: Tx,
    { name, ...page }: PageRequest & { name?: string | undefined },
  ): Promise<Page<ListedUser>> {
    let query = listed(tx)
      .orderBy("users.id")
      .limit(page.limit + 1)
    if (name !== undefined) query = query.where(containsName("users.name", name))
    const after = page.cursor
    if (after !== undefined) query = query.where("users.id", ">", after as UserId)
    return pageOf(await query.execute(), page, { cursor: (row) => row.id, read: readListed })
  },

  async update(
    tx: Tx,
    id: UserId,
    patch: Partial<Pick<User, "name" | "signInName" | "operator">>,
  ): Promise<void> {
    await tx.updateTable("users").set(codec.writeSome(patch)).where("id", "=", id).execute()
  },

  /** Keeps the name for what they did, and frees it for somebody else to sign in with. */
  async remove(tx: Tx, id: UserId, nowMs: number): Promise<void> {
    await tx
      .updateTable("users")
      .set({ removedAt: nowMs, signInName: null, operator: 0 })
      .where("id", "=", id)
      .execute()
  },
}

function listed(tx: Tx) {
  return tx
    .selectFrom("users")
    .leftJoin("passwords", "passwords.user", "users.id")
    .selectAll("users")
    .select("passwords.createdAt as passwordAt")
    .select((on) =>
      on
        .selectFrom("sessions")
        .select((on) => on.fn.max("authenticatedAt").as("signedInAt"))
        .whereRef("sessions.user", "=", "users.id")
        .where("sessions.kind", "=", "console")
        .$asScalar()
        .as("signedInAt"),
    )
    .where("users.removedAt", "is", null)
}

function readListed({
  passwordAt,
  signedInAt,
  ...row
}: UsersTable & { passwordAt: number | null; signedInAt: number | null }): ListedUser {
  return { ...codec.read(row), hasPassword: passwordAt !== null, signedInAt }
}
