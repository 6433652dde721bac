// Which keys reach the module, and where each comes from. No values.
import type { Answer } from "@modkeep/contract/answer"
import type { InstallId } from "@modkeep/contract/ids"
import type { effective } from "@modkeep/contract/schemas/secrets"

import type { Actor } from "#identity/actor.ts"
import type { Page } from "#store/page.ts"

import type { Context } from "./context.ts"
import { describeEffective } from "./documents/describe-effective.ts"
import { getSubject } from "./subject.ts"

export async function showEffective(
  context: Context,
  actor: Actor,
  id: InstallId,
): Promise<Page<Answer<typeof effective>>> {
  const subject = await getSubject(context.store.db, actor, id, "look")
  if (subject.kind !== "install")
    throw new Error("Invariant broken: the id of an install names an install")
  return { items: await describeEffective(context, subject), next: null }
}
