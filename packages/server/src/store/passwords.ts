// The passwords of people, as hashes with the cost each was made with. At most one a person.
import type { UserId } from "@modkeep/contract/ids"
import type { PasswordsTable, Tx } from "./schema.ts"

export type Password = Readonly<PasswordsTable>

export const passwords = {
  async find(tx: Tx, user: UserId): Promise<Password | undefined> {
    return await tx.selectFrom("passwords").selectAll().where("user", "=", user).executeTakeFirst()
  },

  async findBySignInName(tx: Tx, signInName: string): Promise<Password | undefined> {
    return await tx
      .selectFrom("passwords")
      .innerJoin("users", "users.id", "passwords.user")
      .selectAll("passwords")
      .where("users.signInName", "=", signInName)
      .where("users.removedAt", "is", null)
      .executeTakeFirst()
  },

  /** Whether anybody has one. */
  async any(tx: Tx): Promise<boolean> {
    const row = await tx.selectFrom("passwords").select("user").limit(1).executeTakeFirst()
    return row !== undefined
  },

  /** Sets the person's password, in place of the one before. */
  async put(tx: Tx, password: Password): Promise<void> {
    const { user: _, ...rest } = password
    await tx
      .insertInto("passwords")
      .values(password)
      .onConflict((on) => on.column("user").doUpdateSet(rest))
      .execute()
  },

  async remove(tx: Tx, user: UserId): Promise<void> {
    await tx.deleteFrom("passwords").where("user", "=", user).execute()
  },
}
