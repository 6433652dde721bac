// Says what an upgrade would meet: what the new version's template changes, and every diagnostic of the overlay over it. Moves and
// stores nothing.
import type { UpgradeChecked } from "@modkeep/contract/schemas/install"

import { Sealed } from "#base/sealed.ts"
import type { Actor } from "#identity/actor.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { requireReady } from "./create-install.ts"
import { templateChanges } from "./documents/carry-over.ts"
import { openDocument } from "./documents/open-document.ts"
import { readKeyPaths, versionRules } from "./documents/version-rules.ts"
import { checkMove } from "./move-install.ts"
import { getInstall } from "./show-install.ts"
import { getVersion, noVersion } from "./show-version.ts"
import type { Upgrade } from "./upgrade-install.ts"

export async function checkUpgrade(
  context: Context,
  actor: Actor,
  input: Upgrade,
): Promise<UpgradeChecked> {
  const { db } = context.store
  const install = await getInstall(db, actor, input.id, "change")
  const version = await getVersion(db, actor, input.version, "look")
  requireReady(version)
  if (version.module !== install.module) throw noVersion(version.id)
  const current = await openDocument(context, db, { kind: "install", version, install })
  const diagnostics = await checkMove(
    context,
    {
      install,
      version,
      action: "install.upgrade",
      text: input.secrets === undefined ? undefined : new Sealed(input.secrets),
      acknowledgeMissing: readKeyPaths(input.acknowledgeMissing),
    },
    current,
  )
  const before = versionRules(await versions.get(db, install.version)).template?.document
  return {
    changes: templateChanges(before, versionRules(version).template?.document),
    diagnostics: [...diagnostics],
  }
}
