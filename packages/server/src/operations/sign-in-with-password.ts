// Signing in with name and password. Whether the name is unknown, has no password or has another one makes no difference: the
// same work, the same answer.
import { Fault } from "#base/fault.ts"
import { hashPassword, isOutdated, isPassword } from "#identity/password-hash.ts"
import { signInName } from "#identity/sign-in-name.ts"
import { passwords } from "#store/passwords.ts"

import { type BegunSession, type Browser, beginSession } from "./begin-session.ts"
import type { Context } from "./context.ts"

interface Typed {
  readonly name: string
  readonly password: string
}

/** @throws Fault sign_in.refused */
export async function signInWithPassword(
  context: Pick<Context, "store" | "clock">,
  { name, password }: Typed,
  browser: Browser,
): Promise<BegunSession> {
  const { store, clock } = context
  const stored = await passwords.findBySignInName(store.db, signInName(name))
  if (!(await isPassword(password, stored)) || stored === undefined) throw refused()
  const { user } = stored
  const renewed = isOutdated(stored) ? await hashPassword(password) : undefined
  return await store.transaction(async (tx) => {
    // While the password was checked, it may have been changed, or the person removed.
    const now = await passwords.findBySignInName(tx, signInName(name))
    if (now?.user !== user || now.createdAt !== stored.createdAt) throw refused()
    if (renewed !== undefined)
      await passwords.put(tx, { ...renewed, user, createdAt: now.createdAt })
    return await beginSession(context, tx, { user, via: "password", browser })
  })

  function refused(): Fault {
    return new Fault("sign_in.refused", {
      public:
        "Cannot sign in: name and password do not fit. Try again, or ask an operator for a new sign-in link",
      detail: { at: clock.now() },
    })
  }
}
