// Changes one's own name, which is also what one signs in with.
import type { Answer } from "@modkeep/contract/answer"
import type { me } from "@modkeep/contract/schemas/identity"

import type { Actor } from "#identity/actor.ts"

import { claimName } from "./claim-name.ts"
import type { Context } from "./context.ts"
import { personNote } from "./person-note.ts"
import { requireSession } from "./require-session.ts"
import { showMe } from "./show-me.ts"

export async function updateMe(
  context: Context,
  actor: Actor,
  name: string,
): Promise<Answer<typeof me>> {
  requireSession(actor)
  const { user } = actor
  await context.store.transaction(async (tx) => {
    await claimName(tx, user, name)
    await personNote(context, tx, {
      user: user.id,
      via: actor.via,
      action: "person.update",
      details: { from: user.name, to: name },
    })
  })
  return showMe({ ...actor, user: { ...user, name } })
}
