// Everything a start of an install needs, read anew from the store at each start.
import { clarifai } from "@modkeep/contract/auth/resolve-auth"
import type { InstallId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"
import { Sealed } from "#base/sealed.ts"
import { pageOrigin } from "#domain/page-address.ts"
import type { EngineEnvironment, StartSpec } from "#engine/engine.ts"
import { environments } from "#store/environments.ts"
import { type OwnedInstall, installs } from "#store/installs.ts"
import { ownerKeys } from "#store/owner-keys.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { effectiveDocument } from "./documents/effective-document.ts"
import { installFingerprint } from "./install-policy.ts"
import { sourceTree } from "./source-tree.ts"
import { readScan } from "./stored-scan.ts"

type Parts = Pick<Context, "store" | "keyring" | "clock" | "config">

/** @throws Fault install.not_found, version.not_ready, secrets.blank, keyring.does_not_open */
export async function installSpec(parts: Parts, id: InstallId): Promise<StartSpec> {
  const { db } = parts.store
  const install = await installs.get(db, id)
  const version = await versions.get(db, install.version)
  if (version.environment === null) {
    throw new Fault("version.not_ready", {
      public: `Version ${version.number} has no environment. Build it again`,
    })
  }
  const environment = await environments.find(db, version.environment)
  invariant(environment, `environment ${version.environment} is recorded`)
  await environments.touch(db, environment.id, parts.clock.now())
  const scan = readScan(version)
  return {
    install: id,
    fingerprint: installFingerprint(parts.config, install, version),
    environment: engineEnvironment(environment),
    source: {
      tree: sourceTree(parts.config.data, version),
      directory: version.directory,
      entrypoint: version.entrypoint,
    },
    userId: install.uid,
    limits: install.limits,
    settings: {
      cookieSecret: await cookieSecret(parts, install),
      origin: pageOrigin(parts.config, id),
      showNavigation: install.showNavigation,
    },
    launchQuery: { ...install.query, imv_id: id },
    auth: scan.auth ?? clarifai,
    document: await effectiveDocument(parts, db, install),
  }
}

export function engineEnvironment({
  id,
  path,
  prefix,
}: {
  id: string
  path: string
  prefix: string
}): EngineEnvironment {
  return { id, path, python: `${path}/bin/python`, reach: [prefix] }
}

/** The same for every process of the install, so that Streamlit's own cookies outlive a restart. */
async function cookieSecret({ store, keyring }: Parts, install: OwnedInstall): Promise<Sealed> {
  const key = await ownerKeys.find(store.db, install.owner)
  invariant(key, `owner ${install.owner} has a key`)
  const bytes = await keyring.derive(key, "cookie-secret", [install.id])
  return new Sealed(Buffer.from(bytes).toString("base64url"))
}
