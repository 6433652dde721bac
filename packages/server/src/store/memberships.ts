// Who belongs to which owner, and in which role.
import type { OwnerId, UserId } from "@modkeep/contract/ids"
import { type Page, type PageRequest, pageOf } from "./page.ts"
import type { MembershipsTable, Role, Tx } from "./schema.ts"

export type Membership = Readonly<MembershipsTable>
export type Member = Membership & { readonly userName: string }

export const memberships = {
  /** Adds a person, or changes the role of one who is there. */
  async put(tx: Tx, membership: Membership): Promise<void> {
    await tx
      .insertInto("memberships")
      .values(membership)
      .onConflict((on) => on.columns(["owner", "user"]).doUpdateSet({ role: membership.role }))
      .execute()
  },

  async find(tx: Tx, owner: OwnerId, user: UserId): Promise<Membership | undefined> {
    return await tx
      .selectFrom("memberships")
      .selectAll()
      .where("owner", "=", owner)
      .where("user", "=", user)
      .executeTakeFirst()
  },

  async listOfUser(tx: Tx, user: UserId): Promise<readonly Membership[]> {
    return await tx
      .selectFrom("memberships")
      .selectAll()
      .where("user", "=", user)
      .orderBy("owner")
      .execute()
  },

  async list(tx: Tx, { owner, ...page }: PageRequest & { owner: OwnerId }): Promise<Page<Member>> {
    let query = tx
      .selectFrom("memberships")
      .innerJoin("users", "users.id", "memberships.user")
      .selectAll("memberships")
      .select("users.name as userName")
      .where("memberships.owner", "=", owner)
      .orderBy("memberships.user")
      .limit(page.limit + 1)
    const after = page.cursor
    // The brand of an id says nothing about a cursor: a foreign one finds the place where it would stand.
    if (after !== undefined) query = query.where("memberships.user", ">", after as UserId)
    return pageOf(await query.execute(), page, { cursor: (row) => row.user, read: (row) => row })
  },

  /** How many may manage the owner: the last one cannot leave. */
  async countOfRole(tx: Tx, owner: OwnerId, role: Role): Promise<number> {
    const row = await tx
      .selectFrom("memberships")
      .select((sql) => sql.fn.countAll<number>().as("count"))
      .where("owner", "=", owner)
      .where("role", "=", role)
      .executeTakeFirstOrThrow()
    return row.count
  },

  /** False when the person was no member. */
  async remove(tx: Tx, owner: OwnerId, user: UserId): Promise<boolean> {
    const result = await tx
      .deleteFrom("memberships")
      .where("owner", "=", owner)
      .where("user", "=", user)
      .executeTakeFirst()
    return result.numDeletedRows > 0n
  },
}
