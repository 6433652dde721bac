// Ends one of a person's own sessions: its cookie opens nothing from then on.
import type { SessionId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { sessions } from "#store/sessions.ts"

import type { Context } from "./context.ts"
import { endVisits } from "./end-visits.ts"
import { personNote } from "./person-note.ts"
import { sessionIdOf } from "./session-id.ts"

export async function revokeSession(context: Context, actor: Actor, id: SessionId): Promise<void> {
  const { store, clock } = context
  const user = actor.user.id
  const ended = await store.transaction(async (tx) => {
    const found = await sessions.listOfUser(tx, user, clock.now())
    const session = found.find(({ hash }) => sessionIdOf(hash) === id)
    if (session === undefined) {
      throw new Fault("session.not_found", {
        public: `Cannot find session "${id}". GET /me/sessions lists yours`,
      })
    }
    await sessions.remove(tx, session.hash)
    await personNote(context, tx, {
      user,
      via: actor.token ?? actor.via,
      action: "session.revoke",
      details: { session: id },
    })
    return session
  })
  endVisits(context, user, ended.install === null ? [] : [ended.install])
}
