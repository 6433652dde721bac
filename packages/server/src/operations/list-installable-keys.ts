// The keys that an install of a version may set, for whoever may install it.
import type { VersionId } from "@modkeep/contract/ids"
import type { InstallableKey } from "@modkeep/contract/schemas/version"

import type { Actor } from "#identity/actor.ts"

import type { Context } from "./context.ts"
import { describeInstallable } from "./documents/describe-installable.ts"
import { getVersion } from "./show-version.ts"

export async function listInstallableKeys(
  context: Context,
  actor: Actor,
  id: VersionId,
): Promise<{ items: InstallableKey[]; next: null }> {
  const version = await getVersion(context.store.db, actor, id, "look")
  return { items: await describeInstallable(context, version), next: null }
}
