// Owners: who modules, apps and secrets belong to. A person or a team; people are its members.
import { Fault } from "#base/fault.ts"
import type { OwnerId, UserId } from "@modkeep/contract/ids"
import type { OwnersTable, Role, Tx } from "./schema.ts"

export type Owner = Readonly<OwnersTable>

export const owners = {
  async insert(tx: Tx, owner: Owner): Promise<void> {
    await tx.insertInto("owners").values(owner).execute()
  },

  async find(tx: Tx, id: OwnerId): Promise<Owner | undefined> {
    return await tx.selectFrom("owners").selectAll().where("id", "=", id).executeTakeFirst()
  },

  async get(tx: Tx, id: OwnerId): Promise<Owner> {
    const owner = await owners.find(tx, id)
    if (owner) return owner
    throw new Fault("owner.not_found", {
      public: `Cannot find owner "${id}". Check the id, or ask one of its members to add you`,
    })
  },

  async findByName(tx: Tx, name: string): Promise<Owner | undefined> {
    return await tx.selectFrom("owners").selectAll().where("name", "=", name).executeTakeFirst()
  },

  /** The owners that a person belongs to, oldest first, with the person's role in each. */
  async listOfUser(tx: Tx, user: UserId): Promise<readonly (Owner & { readonly role: Role })[]> {
    return await tx
      .selectFrom("memberships")
      .innerJoin("owners", "owners.id", "memberships.owner")
      .selectAll("owners")
      .select("memberships.role")
      .where("memberships.user", "=", user)
      .orderBy("owners.id")
      .execute()
  },

  /** The same for several people at once. */
  async listOfUsers(
    tx: Tx,
    people: readonly UserId[],
  ): Promise<readonly (Owner & { readonly role: Role; readonly user: UserId })[]> {
    if (people.length === 0) return []
    return await tx
      .selectFrom("memberships")
      .innerJoin("owners", "owners.id", "memberships.owner")
      .selectAll("owners")
      .select(["memberships.role", "memberships.user"])
      .where("memberships.user", "in", people)
      .orderBy("owners.id")
      .execute()
  },

  async count(tx: Tx): Promise<number> {
    const row = await tx
      .selectFrom("owners")
      .select((sql) => sql.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow()
    return row.count
  },
}
