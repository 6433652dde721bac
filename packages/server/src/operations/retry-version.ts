// Builds a failed version again, with other options where they are given.
import type { VersionId } from "@modkeep/contract/ids"
import type { BuildOptions, Version as VersionAnswer } from "@modkeep/contract/schemas/version"

import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { versions } from "#store/versions.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { describeVersion, getVersion } from "./show-version.ts"
import { withoutUndefined } from "./without-undefined.ts"

export async function retryVersion(
  context: Context,
  actor: Actor,
  { id, options }: { id: VersionId; options: BuildOptions },
): Promise<VersionAnswer> {
  const version = await context.store.transaction(async (tx) => {
    const before = await getVersion(tx, actor, id, "change")
    const merged = { ...before.options, ...withoutUndefined(options) }
    if (!(await versions.retry(tx, id, merged))) {
      throw new Fault("version.not_failed", {
        public: `Version ${before.number} is ${before.state}: only a failed version is built again`,
      })
    }
    await auditNote(context, tx, {
      actor,
      action: "version.retry",
      owner: before.owner,
      subject: id,
      details: { ...withoutUndefined(options) },
    })
    return await versions.get(tx, id)
  })
  context.builds.add(id)
  return await describeVersion(context.store.db, actor, version)
}
