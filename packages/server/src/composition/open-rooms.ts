// Opens every room in the order in which each needs the one before: lock, store, keys, identity, Git, engine, gateway.
//
// Whatever is wrong (a wrong root key, a newer schema, an old Git, a second server) ends the start here, before anything runs.
import { mkdir } from "node:fs/promises"
import { join } from "node:path"

import type { InstallId, VersionId } from "@modkeep/contract/ids"
import type { LogLine } from "@modkeep/contract/schemas/install"
import type { BuildEvent } from "@modkeep/contract/schemas/version"

import { systemClock } from "#base/clock.ts"
import { newId } from "#base/ids.ts"
import { Topic } from "#base/topic.ts"
import { UnderWay } from "#base/under-way.ts"
import { WorkQueue } from "#base/work-queue.ts"
import type { Config } from "#config.ts"
import { createLocalEngine } from "#engine/local/create-local-engine.ts"
import { findPython } from "#engine/local/find-python.ts"
import { quitKeeper } from "#engine/local/quit-keeper.ts"
import { createLifecycle } from "#engine/lifecycle/create-lifecycle.ts"
import { systemTimekeeper } from "#engine/lifecycle/timekeeper.ts"
import { createGateway } from "#gateway/create-gateway.ts"
import type { Gateway } from "#gateway/gateway.ts"
import { RouteTable } from "#gateway/route-table.ts"
import { createGit } from "#git/create-git.ts"
import { newLimiter } from "#identity/limiter.ts"
import { reapHourly } from "#jobs/reap.ts"
import { createLog } from "#observe/log.ts"
import { createMetrics } from "#observe/metrics.ts"
import { exampleFolder } from "#operations/example-repository.ts"
import { buildVersion } from "#operations/build-version.ts"
import type { Context } from "#operations/context.ts"
import { installSpec } from "#operations/install-spec.ts"
import { OpenReaders } from "#operations/open-readers.ts"
import { type Trials, processDocument } from "#operations/process-document.ts"
import { Visits } from "#operations/visits.ts"
import { idempotency } from "#store/idempotency.ts"
import { installs } from "#store/installs.ts"
import { lockData } from "#store/lock-data.ts"
import { openStore } from "#store/open-store.ts"

import { createPages } from "./create-pages.ts"
import { followEngine } from "./follow-engine.ts"
import { followMetrics } from "./follow-metrics.ts"
import { lateEnvironments } from "./late-environments.ts"
import { openKeys } from "./open-keys.ts"
import { resume } from "./resume.ts"

/** Builds wait for the disk and the network more than for a core. */
const BUILDS_AT_ONCE = 2

export interface Rooms {
  readonly config: Config
  readonly context: Context
  readonly gateway: Gateway
  /** Printed once, at the first start. */
  readonly signInLink: string | undefined
  /** Adopts running modules and goes on with what was interrupted. */
  start(): void
  close(choice: {
    readonly drainMs: number
    readonly endsModules: boolean
    /** Called when visitors' and callers' requests have ended: from here on nothing can be answered any more. */
    drained(): void
  }): Promise<void>
}

export async function openRooms(config: Config): Promise<Rooms> {
  const clock = systemClock
  const log = createLog(config.logLevel)
  const metrics = createMetrics()
  await mkdir(config.data, { recursive: true, mode: 0o711 })
  const lock = lockData(config.data)
  const store = await openStore(
    config.databaseUrl === undefined
      ? { path: join(config.data, "modkeep.db") }
      : { url: config.databaseUrl },
    clock,
  )
  const { keyring, signInLink, visitKey, fingerprintKey } = await openKeys(config, store, clock)
  const git = createGit({
    dataFolder: config.data,
    localFolders: [...config.gitLocal, exampleFolder(config)],
    searchPath: config.path,
    allowPrivateHosts: config.gitPrivateHosts,
    ...(config.httpsProxy === undefined ? {} : { proxy: config.httpsProxy }),
    ...certificatesOf(config),
  })
  await git.checkVersion()
  await git.sweep()
  const warn = (what: string, detail: Readonly<Record<string, unknown>>) => log.warn(detail, what)
  const engine = await createLocalEngine({
    dataFolder: config.data,
    runtime: join(import.meta.dirname, "../../../../python/modkeep_runtime"),
    path: config.path,
    runtimeFolder: config.runtimeFolder,
    isolation: config.isolation,
    warn,
  })
  const routes = new RouteTable()
  const trials: Trials = new Map()
  const parts = { config, clock, log, metrics, store, keyring, git, engine, trials }
  const lifecycle = createLifecycle({
    engine,
    spec: (install) => installSpec(parts, install),
    document: (install, process) => processDocument(parts, install, process),
    newProcessId: () => newId("prc"),
    sockets: (install, address) => gateway.socketsTo(install, address),
    clock,
    timekeeper: systemTimekeeper,
    memory: config.memory,
    warn,
  })
  const builds = new WorkQueue<VersionId>(BUILDS_AT_ONCE, (id, signal) =>
    metrics.built(() => buildVersion(context, id, signal)),
  )
  const environments = lateEnvironments(config, log)
  const visits = new Visits({ store, clock }, visitKey)
  const pages = createPages({
    store,
    lifecycle,
    routes,
    endSockets: (install) => gateway.endSockets(install),
  })
  // Before anybody can ask: a page that exists is never nobody's, however early its visitor comes.
  for (const install of await installs.listAll(store.db)) pages.add(install)
  const context: Context = {
    ...parts,
    findPython: () => findPython(config.path),
    environments,
    lifecycle,
    builds,
    buildEvents: new Topic<VersionId, BuildEvent>(),
    logLines: new Topic<InstallId, LogLine>(),
    installChanges: new Topic<InstallId, "changed">(),
    pages,
    readers: new OpenReaders(),
    requests: new UnderWay(),
    visits,
    fingerprintKey,
    reveals: newLimiter({ max: 20, perMs: 3_600_000, what: "reveals", clock }),
    signIns: newLimiter({ max: 5, perMs: 60_000, what: "sign-ins", clock }),
  }
  const gateway = createGateway({
    routes,
    wake: (install) => metrics.woke(() => lifecycle.wake(install)),
    admission: visits,
    publicUrl: config.publicUrl,
    appsDomain: config.appsDomain,
    trustedProxies: config.trustedProxies,
    clock,
    log,
  })
  gateway.onActivity((install, { sockets, requests }) =>
    lifecycle.activity(install, { sockets, requests }),
  )
  followEngine(context)
  followMetrics({ metrics, engine, lifecycle, gateway, routes, builds })
  await idempotency.releaseUnanswered(store.db, clock.now())
  let endReaping: () => void = () => undefined
  return {
    config,
    context,
    gateway,
    signInLink,
    start: () => {
      environments.begin()
      endReaping = reapHourly(context)
      resume(context).catch((cause: unknown) =>
        log.error({ err: cause }, "what was interrupted could not be resumed"),
      )
    },
    close: async ({ drainMs, endsModules, drained }) => {
      endReaping()
      await Promise.all([gateway.close(drainMs), builds.close(), context.requests.close(drainMs)])
      drained()
      lifecycle.close()
      await engine.close()
      if (endsModules) await quitKeeper(config.data, config.runtimeFolder)
      await store.close()
      lock.release()
    },
  }
}

function certificatesOf({ passedOn }: Config): { certificatesFile?: string } {
  const file = passedOn["GIT_SSL_CAINFO"] ?? passedOn["SSL_CERT_FILE"]
  return file === undefined ? {} : { certificatesFile: file }
}
