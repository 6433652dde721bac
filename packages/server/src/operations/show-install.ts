// An install as the API shows it: its settings from the store, its state and processes from the lifecycle, which knows now.
import type { AppId, InstallId, ModuleId, VersionId } from "@modkeep/contract/ids"
import type { Failure } from "@modkeep/contract/schemas/common"
import type { Install as InstallAnswer } from "@modkeep/contract/schemas/install"

import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"
import { iso } from "#base/iso.ts"
import { pageOrigin } from "#domain/page-address.ts"
import type { InstallFailure } from "#engine/lifecycle/lifecycle.ts"
import type { Actor } from "#identity/actor.ts"
import { type OwnedInstall, installs } from "#store/installs.ts"
import type { Page, PageRequest } from "#store/page.ts"
import type { Tx } from "#store/schema.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { type Need, permit, visibleOwners } from "./permit.ts"

export function noInstall(id: string): Fault {
  return new Fault("install.not_found", {
    public: `Cannot find install "${id}". GET /apps/{id}/installs lists the ones there are`,
  })
}

export async function getInstall(
  tx: Tx,
  actor: Actor,
  id: InstallId,
  need: Need,
): Promise<OwnedInstall> {
  const install = await installs.find(tx, id)
  if (install === undefined) throw noInstall(id)
  permit(actor, install.owner, need, () => noInstall(id))
  return install
}

export async function showInstall(
  context: Context,
  actor: Actor,
  id: InstallId,
): Promise<InstallAnswer> {
  const { db } = context.store
  return await describeInstall(context, db, await getInstall(db, actor, id, "look"))
}

interface Filter {
  readonly name?: string | undefined
  readonly app?: AppId | undefined
  readonly module?: ModuleId | undefined
  readonly version?: VersionId | undefined
}

export async function listInstalls(
  context: Context,
  actor: Actor,
  request: PageRequest & Filter,
): Promise<Page<InstallAnswer>> {
  const { db } = context.store
  const found = await installs.search(db, { ...request, owners: visibleOwners(actor, undefined) })
  return { items: await describeInstalls(context, db, found.items), next: found.next }
}

type Parts = Pick<Context, "config" | "lifecycle" | "clock">

export async function describeInstall(
  context: Parts,
  tx: Tx,
  install: OwnedInstall,
): Promise<InstallAnswer> {
  const [described] = await describeInstalls(context, tx, [install])
  invariant(described, "every install is described")
  return described
}

/** In as many queries for a whole page as for one. */
async function describeInstalls(
  context: Parts,
  tx: Tx,
  rows: readonly OwnedInstall[],
): Promise<InstallAnswer[]> {
  const pages = await versions.pagesOf(
    tx,
    rows.map(({ version }) => version),
  )
  return rows.map((install) => ({
    ...describe(context, install),
    pages: [...(pages.get(install.version) ?? [])],
  }))
}

function describe(context: Parts, install: OwnedInstall): Omit<InstallAnswer, "pages"> {
  const status = context.lifecycle.state(install.id)
  const failure =
    status?.failure === undefined ? (install.failure ?? undefined) : failureOf(status.failure)
  const state = status?.state ?? (install.wish === "off" ? "off" : "asleep")
  return {
    id: install.id,
    app: install.app,
    module: install.module,
    version: install.version,
    name: install.name,
    url: `${pageOrigin(context.config, install.id)}/`,
    access: install.access,
    state: state === "draining" ? "running" : state,
    ...(failure === undefined ? {} : { failure }),
    processes: context.lifecycle.processes(install.id).map((process) => ({
      id: process.id,
      revision: process.revision ?? { version: 0, install: 0 },
      since: iso(process.since ?? context.clock.now()),
      ms: process.followedMs ?? null,
      behind: process.behind,
      sessions: process.sessions ?? 0,
      draining: process.draining,
    })),
    query: { ...install.query },
    embedOrigins: [...install.embedOrigins],
    showNavigation: install.showNavigation,
    idleMinutes: install.idleMinutes,
    sessions: install.sessions,
    limits: { ...install.limits },
    createdAt: iso(install.createdAt),
  }
}

function failureOf({ reason, logLines, attempts, retryAt }: InstallFailure): Failure {
  const next =
    retryAt === undefined
      ? "It waits for a person: start it again"
      : `It is tried again at ${iso(retryAt)}`
  return {
    code: "engine.start_failed",
    title: "The module did not start",
    detail: [
      reason,
      `Tried ${attempts} ${attempts === 1 ? "time" : "times"}. ${next}`,
      ...logLines,
    ].join("\n"),
  }
}
