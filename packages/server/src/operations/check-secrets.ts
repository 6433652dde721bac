// Checks a text as a save would, and stores nothing.
import type { Diagnostic } from "@modkeep/toml/diagnostic"

import type { Sealed } from "#base/sealed.ts"
import type { Actor } from "#identity/actor.ts"

import type { Context, SubjectId } from "./context.ts"
import { openDocument } from "./documents/open-document.ts"
import { readText } from "./documents/read-text.ts"
import { readKeyPaths } from "./documents/version-rules.ts"
import { getSubject } from "./subject.ts"

interface Check {
  readonly id: SubjectId
  readonly text: Sealed
  readonly acknowledgeMissing?: readonly (string | readonly string[])[] | undefined
}

export async function checkSecrets(
  context: Context,
  actor: Actor,
  { id, text, acknowledgeMissing }: Check,
): Promise<{ diagnostics: Diagnostic[] }> {
  const subject = await getSubject(context.store.db, actor, id, "change")
  const current = await openDocument(context, context.store.db, subject)
  const acknowledged = readKeyPaths(acknowledgeMissing)
  const { diagnostics } = await readText(
    context,
    { subject, text, acknowledgeMissing: acknowledged },
    current,
  )
  return { diagnostics: [...diagnostics] }
}
