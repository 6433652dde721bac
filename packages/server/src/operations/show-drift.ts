// Whether the repository has gone on since the latest version, and what its template asks for now.
import type { Answer } from "@modkeep/contract/answer"
import type { ModuleId } from "@modkeep/contract/ids"
import type { drift } from "@modkeep/contract/schemas/module"

import type { Actor } from "#identity/actor.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { templateChanges } from "./documents/carry-over.ts"
import { versionRules } from "./documents/version-rules.ts"
import { openCredential } from "./module-credential.ts"
import { readSource } from "./read-source.ts"
import { getModule } from "./show-module.ts"

export async function showDrift(
  context: Context,
  actor: Actor,
  { id, signal }: { id: ModuleId; signal: AbortSignal },
): Promise<Answer<typeof drift>> {
  const { db } = context.store
  const module = await getModule(db, actor, id, "change")
  const latest = await versions.latest(db, id)
  const source = await readSource(context, {
    repository: module.repository,
    usual: module,
    mayLackEntrypoint: true,
    credential: await openCredential(context, db, module),
    signal,
  })
  const before = latest === undefined ? undefined : versionRules(latest).template?.document
  return {
    commit: source.commit.commit,
    latest: latest === undefined ? null : { number: latest.number, commit: latest.commit },
    behind: latest?.commit !== source.commit.commit,
    template: templateChanges(before, source.template.document),
  }
}
