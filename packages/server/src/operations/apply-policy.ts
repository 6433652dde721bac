// Tells the lifecycle what an install shall be. One that was deleted meanwhile is not brought back to life by it.
import type { InstallPolicy } from "#engine/lifecycle/lifecycle.ts"
import { type OwnedInstall, installs } from "#store/installs.ts"

import type { Context } from "./context.ts"
import { installPolicy } from "./install-policy.ts"
import { noInstall } from "./show-install.ts"

/** @throws Fault install.not_found */
export async function applyPolicy(
  context: Pick<Context, "store" | "config" | "lifecycle">,
  install: OwnedInstall,
): Promise<InstallPolicy> {
  const policy = await installPolicy(context, install)
  context.lifecycle.configure(policy)
  // Whoever deletes it commits first and lets the lifecycle forget it then: if it is still there now, their turn comes later.
  if ((await installs.find(context.store.db, install.id)) !== undefined) return policy
  await context.lifecycle.forget(install.id)
  throw noInstall(install.id)
}
