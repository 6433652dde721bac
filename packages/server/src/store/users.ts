// People who sign in. What they may do comes from their memberships.
import { Fault } from "#base/fault.ts"
import type { UserId } from "@modkeep/contract/ids"
import type { Tx, UsersTable } from "./schema.ts"

export type User = Readonly<UsersTable>

export const users = {
  async insert(tx: Tx, user: User): Promise<void> {
    await tx.insertInto("users").values(user).execute()
  },

  async find(tx: Tx, id: UserId): Promise<User | undefined> {
    return await tx.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst()
  },

  async get(tx: Tx, id: UserId): Promise<User> {
    const user = await users.find(tx, id)
    if (user) return user
    throw new Fault("user.not_found", { public: `Cannot find user "${id}". Check the id` })
  },

  /** The person that the first start made: links printed on the server's machine sign this one in. */
  async first(tx: Tx): Promise<User | undefined> {
    return await tx.selectFrom("users").selectAll().orderBy("id").limit(1).executeTakeFirst()
  },
}
