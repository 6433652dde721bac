// Moves an install to another ready version of its module. The overlay is checked over the new version first; version and
// overlay move in one transaction; the new process starts before the old one is let go.
import type { Answer } from "@modkeep/contract/answer"
import type { InstallId, VersionId } from "@modkeep/contract/ids"
import type { installCreated } from "@modkeep/contract/schemas/install"

import { Sealed } from "#base/sealed.ts"
import type { Actor } from "#identity/actor.ts"

import type { Context } from "./context.ts"
import { readKeyPaths } from "./documents/version-rules.ts"
import { moveInstall } from "./move-install.ts"
import { getInstall } from "./show-install.ts"
import { getVersion } from "./show-version.ts"

export interface Upgrade {
  readonly id: InstallId
  readonly version: VersionId
  readonly secrets?: string | undefined
  readonly acknowledgeMissing?: readonly (string | readonly string[])[] | undefined
}

export async function upgradeInstall(
  context: Context,
  actor: Actor,
  input: Upgrade,
): Promise<Answer<typeof installCreated>> {
  const install = await getInstall(context.store.db, actor, input.id, "change")
  return await moveInstall(context, actor, {
    install,
    version: await getVersion(context.store.db, actor, input.version, "look"),
    text: input.secrets === undefined ? undefined : new Sealed(input.secrets),
    acknowledgeMissing: readKeyPaths(input.acknowledgeMissing),
    action: "install.upgrade",
  })
}
