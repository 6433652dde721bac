// Writes the audit record of what a transaction does, inside that transaction: what is not recorded has not happened.
import type { OwnerId } from "@modkeep/contract/ids"

import { newId } from "#base/ids.ts"
import { record } from "#audit/record.ts"
import type { Actor } from "#identity/actor.ts"
import { auditRecords } from "#store/audit-records.ts"
import type { Tx } from "#store/schema.ts"

import type { Context } from "./context.ts"

/** Who did it: an actor, or a person just now signing in. */
interface Who {
  readonly user: Actor["user"]
  readonly via: string
  readonly token?: Actor["token"]
}

interface Note {
  /** Undefined when Modkeep itself acts, such as a build that ends. */
  readonly actor: Who | undefined
  /** `noun.verb`, such as `version.create`. */
  readonly action: string
  readonly owner: OwnerId | null
  readonly subject: string
  readonly outcome?: string
  /** Names, numbers and key paths; never a value. */
  readonly details?: Readonly<Record<string, unknown>>
}

export async function auditNote(
  context: Pick<Context, "clock">,
  tx: Tx,
  note: Note,
): Promise<void> {
  const { actor, ...rest } = note
  await record(
    { last: () => auditRecords.last(tx), append: (row) => auditRecords.append(tx, row) },
    {
      ...rest,
      id: newId("aud"),
      at: context.clock.now(),
      actor:
        actor === undefined
          ? { id: "modkeep", name: "Modkeep", via: "system" }
          : { id: actor.user.id, name: actor.user.name, via: actor.token ?? actor.via },
    },
  )
}
