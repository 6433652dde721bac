// What the lifecycle is told of an install: whether it shall run, when it sleeps, and what a start would look like now.
import { createHash } from "node:crypto"

import { pageOrigin } from "#domain/page-address.ts"
import type { InstallPolicy } from "#engine/lifecycle/lifecycle.ts"
import type { OwnedInstall } from "#store/installs.ts"
import { type OwnedVersion, versions } from "#store/versions.ts"

import type { Context } from "./context.ts"

export async function installPolicy(
  context: Pick<Context, "store" | "config">,
  install: OwnedInstall,
): Promise<InstallPolicy> {
  const version = await versions.get(context.store.db, install.version)
  return {
    install: install.id,
    wish: install.wish,
    idleMinutes: install.idleMinutes,
    fingerprint: installFingerprint(context.config, install, version),
  }
}

/** Differs exactly when a running process has to be replaced to follow: another version, or settings that it was started with. */
export function installFingerprint(
  config: Context["config"],
  { id, query, showNavigation, limits }: OwnedInstall,
  version: Pick<OwnedVersion, "id" | "environment">,
): string {
  const parts = [
    version.id,
    version.environment,
    sorted(query),
    showNavigation,
    sorted(limits),
    pageOrigin(config, id),
  ]
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16)
}

function sorted(record: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}
