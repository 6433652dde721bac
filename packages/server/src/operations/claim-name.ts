// Gives a person a name to sign in with. Two people never have names that sign-in takes for the same.
import { Fault } from "#base/fault.ts"
import { signInName } from "#identity/sign-in-name.ts"
import type { Tx } from "#store/schema.ts"
import { type User, users } from "#store/users.ts"

/** @throws Fault user.name_taken */
export async function claimName(tx: Tx, person: Pick<User, "id">, name: string): Promise<void> {
  const folded = await freeName(tx, name, person)
  await users.update(tx, person.id, { name, signInName: folded })
}

/** The name as sign-in compares it, when nobody else has it. @throws Fault user.name_taken */
export async function freeName(tx: Tx, name: string, person?: Pick<User, "id">): Promise<string> {
  const folded = signInName(name)
  const holder = await users.findBySignInName(tx, folded)
  if (holder === undefined || holder.id === person?.id) return folded
  throw new Fault("user.name_taken", {
    public: `Cannot use the name "${name}": somebody here has it. Choose another name`,
  })
}
