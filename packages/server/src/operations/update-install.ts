// Changes an install's settings. What its page needs to know takes effect at once; what its process was started with, by a new
// process that takes the sessions over.
import type { InstallId } from "@modkeep/contract/ids"
import type {
  Install as InstallAnswer,
  InstallPatch as InstallPatchInput,
} from "@modkeep/contract/schemas/install"

import { checkLaunchQuery } from "#domain/launch-query.ts"
import type { Actor } from "#identity/actor.ts"
import { type InstallPatch, installs } from "#store/installs.ts"
import { versions } from "#store/versions.ts"

import { auditNote } from "./audit-note.ts"
import { applyPolicy } from "./apply-policy.ts"
import type { Context } from "./context.ts"
import { readScan } from "./stored-scan.ts"
import { withoutUndefined } from "./without-undefined.ts"
import { installPolicy } from "./install-policy.ts"
import { replaceProcess } from "./replace-process.ts"
import { describeInstall, getInstall } from "./show-install.ts"

export async function updateInstall(
  context: Context,
  actor: Actor,
  { id, query, limits, ...rest }: { id: InstallId } & InstallPatchInput,
): Promise<InstallAnswer> {
  const { db } = context.store
  const install = await getInstall(db, actor, id, "change")
  const { sensitiveQuery } = readScan(await versions.get(db, install.version))
  const patch: InstallPatch = withoutUndefined({
    ...rest,
    query: query === undefined ? undefined : checkLaunchQuery(query, { sensitive: sensitiveQuery }),
    limits: limits === undefined ? undefined : withoutUndefined(limits),
  })
  if (Object.keys(patch).length === 0) return await describeInstall(context, db, install)
  const before = await installPolicy(context, install)
  const after = await context.store.transaction(async (tx) => {
    const { owner, module } = await getInstall(tx, actor, id, "change")
    const updated = await installs.update(tx, id, patch)
    await auditNote(context, tx, {
      actor,
      action: "install.update",
      owner,
      subject: id,
      details: { changed: Object.keys(patch) },
    })
    return { ...updated, owner, module }
  })
  const policy = await applyPolicy(context, after)
  if (policy.fingerprint !== before.fingerprint) replaceInBackground(context, id)
  await context.pages.configure(id)
  context.installChanges.publish(id, "changed")
  if (patch.access !== undefined) context.visits.forget({ install: id })
  return await describeInstall(context, db, after)
}

/** What a process was started with changes by a new process: it starts first, then takes the sessions over. */
function replaceInBackground(context: Context, id: InstallId): void {
  replaceProcess(context, id).catch((cause: unknown) =>
    context.log.info({ install: id, err: cause }, "the new settings did not start"),
  )
}
