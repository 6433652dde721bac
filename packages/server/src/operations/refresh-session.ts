// Shows again who one is, in the session that is open: afterwards it counts as a sign-in of just now.
import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { passwords } from "#store/passwords.ts"
import { sessions } from "#store/sessions.ts"

import { checkOwnPassword } from "./check-own-password.ts"
import type { Context } from "./context.ts"
import { personNote } from "./person-note.ts"
import { requireSession } from "./require-session.ts"

export async function refreshSession(context: Context, actor: Actor, typed: string): Promise<void> {
  const { hash } = requireSession(actor)
  const user = actor.user.id
  const stored = await passwords.find(context.store.db, user)
  if (stored === undefined) {
    throw new Fault("sign_in.no_password", {
      public: "You have no password yet. Sign in with a new link, and set one",
    })
  }
  await checkOwnPassword(context, actor, { typed, stored })
  await context.store.transaction(async (tx) => {
    await sessions.renew(tx, hash, context.clock.now())
    await personNote(context, tx, { user, via: "password", action: "session.refresh" })
  })
}
