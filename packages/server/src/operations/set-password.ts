// Sets one's password: with the current one, or within ten minutes of a sign-in by link, which is how somebody gets the first one
// and a new one for one that is lost.
//
// Whoever else is signed in as this person, and every link that would sign them in, is out afterwards.
import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { checkPassword } from "#identity/check-password.ts"
import { hashPassword } from "#identity/password-hash.ts"
import { requireFresh } from "#identity/require-fresh.ts"
import { passwords } from "#store/passwords.ts"
import { sessions } from "#store/sessions.ts"
import { signInLinks } from "#store/sign-in-links.ts"
import { users } from "#store/users.ts"

import { checkOwnPassword } from "./check-own-password.ts"
import { claimName } from "./claim-name.ts"
import type { Context } from "./context.ts"
import { endVisits } from "./end-visits.ts"
import { personNote } from "./person-note.ts"
import { requireSession } from "./require-session.ts"

interface NewPassword {
  readonly current?: string | undefined
  readonly password: string
}

export async function setPassword(
  context: Context,
  actor: Actor,
  { current, password }: NewPassword,
): Promise<void> {
  const { hash, via } = requireSession(actor)
  const user = actor.user.id
  const { store, clock } = context
  const stored = await passwords.find(store.db, user)
  if (current !== undefined && stored !== undefined) {
    await checkOwnPassword(context, actor, { typed: current, stored })
  } else if (via === "link" || stored === undefined) {
    requireFresh(actor, clock.now())
  } else {
    throw new Fault("sign_in.refused", {
      public: "Another password needs the current one. Send it too, or sign in with a link",
    })
  }
  checkPassword(password, actor.user)
  const hashed = await hashPassword(password)
  const installs = await store.transaction(async (tx) => {
    const person = await users.get(tx, user)
    await claimName(tx, person, person.name)
    await passwords.put(tx, { ...hashed, user, createdAt: clock.now() })
    const visited = await sessions.listInstallsOfUser(tx, user)
    await sessions.removeOthers(tx, user, hash)
    await signInLinks.removeOfUser(tx, user)
    await sessions.renew(tx, hash, clock.now())
    await personNote(context, tx, {
      user,
      via,
      action: "password.set",
      details: { first: stored === undefined },
    })
    return visited
  })
  endVisits(context, user, installs)
}
