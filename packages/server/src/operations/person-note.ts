// Records what a person did about their own way in, with their own owner: whoever may see its log sees who came in.
import type { UserId } from "@modkeep/contract/ids"

import { invariant } from "#base/invariant.ts"
import { owners } from "#store/owners.ts"
import type { Tx } from "#store/schema.ts"
import { users } from "#store/users.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"

interface PersonNote {
  readonly user: UserId
  readonly via: string
  readonly action: string
  readonly details?: Readonly<Record<string, unknown>>
}

export async function personNote(
  context: Pick<Context, "clock">,
  tx: Tx,
  { user: id, via, ...note }: PersonNote,
): Promise<void> {
  const user = await users.find(tx, id)
  invariant(user, `person ${id} exists`)
  const theirs = await owners.listOfUser(tx, id)
  await auditNote(context, tx, {
    ...note,
    actor: { user: { id, name: user.name }, via },
    owner: (theirs.find(({ role }) => role === "owner") ?? theirs[0])?.id ?? null,
    subject: id,
  })
}
