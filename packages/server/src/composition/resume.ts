// Goes on where the last server stopped: running processes adopted, interrupted builds begun again.
import { installPolicy } from "#operations/install-policy.ts"
import type { Context } from "#operations/context.ts"
import { installs } from "#store/installs.ts"
import { versions } from "#store/versions.ts"

export async function resume(context: Context): Promise<void> {
  const { db } = context.store
  const policies = []
  for (const install of await installs.listAll(db))
    policies.push(await installPolicy(context, install))
  await context.lifecycle.adopt(policies)
  for (const version of await versions.listBuilding(db)) context.builds.add(version.id)
}
