// Changes an install's settings. What its page needs to know takes effect at once; what its process needs, at the next start.
import type { InstallId } from "@modkeep/contract/ids"
import type {
  Install as InstallAnswer,
  InstallPatch as InstallPatchInput,
} from "@modkeep/contract/schemas/install"

import { checkLaunchQuery } from "#domain/launch-query.ts"
import type { Actor } from "#identity/actor.ts"
import { type InstallPatch, installs } from "#store/installs.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { withoutUndefined } from "./without-undefined.ts"
import { installPolicy } from "./install-policy.ts"
import { describeInstall, getInstall } from "./show-install.ts"

export async function updateInstall(
  context: Context,
  actor: Actor,
  { id, query, limits, ...rest }: { id: InstallId } & InstallPatchInput,
): Promise<InstallAnswer> {
  const patch: InstallPatch = withoutUndefined({
    ...rest,
    query: query === undefined ? undefined : checkLaunchQuery(query),
    limits: limits === undefined ? undefined : withoutUndefined(limits),
  })
  const after = await context.store.transaction(async (tx) => {
    const before = await getInstall(tx, actor, id, "change")
    const updated = await installs.update(tx, id, patch)
    await auditNote(context, tx, {
      actor,
      action: "install.update",
      owner: before.owner,
      subject: id,
      details: { changed: Object.keys(patch) },
    })
    return { ...updated, owner: before.owner, module: before.module }
  })
  const policy = await installPolicy(context, after)
  context.lifecycle.configure(policy)
  await context.pages.configure(id)
  return await describeInstall(context, context.store.db, after)
}
