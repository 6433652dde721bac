// Goes on where the last server stopped: running processes adopted, interrupted builds begun again, and what was used last made
// ready, so that the first visitors after a restart of the machine need not wait for imports.
import { installPolicy } from "#operations/install-policy.ts"
import { engineEnvironment } from "#operations/install-spec.ts"
import type { Context } from "#operations/context.ts"
import { environments } from "#store/environments.ts"
import { installs } from "#store/installs.ts"
import { versions } from "#store/versions.ts"

export async function resume(context: Context): Promise<void> {
  const { db } = context.store
  const policies = []
  for (const install of await installs.listAll(db))
    policies.push(await installPolicy(context, install))
  await context.lifecycle.adopt(policies)
  for (const version of await versions.listBuilding(db)) context.builds.add(version.id)
  await makeReady(context)
}

/** The engine bounds what it holds ready; those beyond come with their first start. */
const READY_AT_START = 4

async function makeReady({ engine, store, log }: Context): Promise<void> {
  const all = (await environments.list(store.db)).toSorted((a, b) => b.lastUsedAt - a.lastUsedAt)
  for (const environment of all.slice(0, READY_AT_START)) {
    await engine
      .prepare(engineEnvironment(environment))
      .catch((cause: unknown) => log.warn({ err: cause }, "an environment could not be made ready"))
  }
}
