// The local engine: modules as processes of this machine, held by a keeper that outlives this server.
//
// What the keeper tells is passed on as it comes. What it could not tell (a break, its own death) is found out at the next
// connection and told then, so that whoever listens sees every process come and go.
import { access, constants } from "node:fs/promises"
import { join } from "node:path"

import type { InstallId, ProcessId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"

import type {
  Acknowledgement,
  Delivery,
  Engine,
  EngineEnvironment,
  EngineEvent,
  EngineHealth,
  EngineMemory,
  EngineProcess,
  LogPage,
  ProcessStats,
  StartOrder,
} from "../engine.ts"
import { defaultLimits } from "./default-limits.ts"
import { diskUsage } from "./disk-usage.ts"
import { DiskWatch, type Watched } from "./disk-watch.ts"
import { findPython } from "./find-python.ts"
import * as answers from "./keeper-answers.ts"
import { KeeperRefusal, type Message } from "./keeper-connection.ts"
import { isGone, keeperFault } from "./keeper-faults.ts"
import { type Ask, KeeperLink } from "./keeper-link.ts"
import { KnownProcesses } from "./known-processes.ts"
import { machineMemory } from "./machine-memory.ts"
import { memoryFolder } from "./memory-folder.ts"
import { type EnginePlaces, enginePlaces, installPlace, processPlaces } from "./places.ts"
import {
  folderFault,
  makeEngineFolders,
  makeProcessFolders,
  sweepProcessFolders,
} from "./process-folders.ts"
import { type ProcessRecord, readProcessRecord, writeProcessRecord } from "./process-record.ts"
import { removeTree } from "./remove-tree.ts"
import { spawnKeeper } from "./spawn-keeper.ts"
import { wakeKeeper } from "./wake-keeper.ts"
import { deliverMessage, environmentMessage, startMessage } from "./wire.ts"

export interface LocalEngineParts {
  readonly dataFolder: string
  /** Folder `modkeep_runtime` of the Python part. */
  readonly runtime: string
  /** PATH, to find the system's Python with. */
  readonly path: string
  /** `XDG_RUNTIME_DIR`: where documents lie when `/dev/shm` cannot be used. */
  readonly runtimeFolder?: string | undefined
  readonly sharedMemory?: string
  /** `required`: nothing starts where modules cannot be kept apart in full. */
  readonly isolation: "required" | "best-effort"
  /** Pause between two looks at the disk that processes take. */
  readonly diskLookMs?: number
  warn(what: string, detail: Readonly<Record<string, unknown>>): void
}

const requestTimeoutMs = 10_000
const startTimeoutMs = 30_000
// Imports of an environment, and once more of what its modules were seen to import.
const prepareTimeoutMs = 300_000
// The keeper gives a process 5 s; the rest is its own way back.
const deliverTimeoutMs = 6_000
const stopExtraMs = 15_000
const listTimeoutMs = 10_000
const logLinesAtOnce = 1_000
// A look at one small install costs a `du` of some milliseconds. Between two looks a module can write some gigabytes, which
// `fileBytes` bounds for each file.
const diskLookMs = 60_000
const overDiskGraceMs = 2_000

/** Resolves when its folders stand; connects to the keeper, or starts one, meanwhile. */
export async function createLocalEngine(parts: LocalEngineParts): Promise<Engine> {
  const memory = await memoryFolder({
    dataFolder: parts.dataFolder,
    runtimeFolder: parts.runtimeFolder,
    ...(parts.sharedMemory === undefined ? {} : { sharedMemory: parts.sharedMemory }),
  })
  if (memory.warning !== undefined) parts.warn(memory.warning, {})
  const places = enginePlaces(parts.dataFolder, memory.path)
  await makeEngineFolders(places)
  const documents = { folder: memory.path, isInMemory: memory.warning === undefined }
  return new LocalEngine(parts, places, documents)
}

class LocalEngine implements Engine {
  readonly #parts: LocalEngineParts
  readonly #places: EnginePlaces
  readonly #link: KeeperLink
  readonly #known: KnownProcesses
  readonly #diskWatch: DiskWatch
  readonly #listeners = new Set<(event: EngineEvent) => void>()
  #health: EngineHealth
  #python: string | undefined

  constructor(parts: LocalEngineParts, places: EnginePlaces, documents: EngineHealth["documents"]) {
    this.#parts = parts
    this.#health = { reachable: false, missing: [], documents }
    this.#places = places
    this.#known = new KnownProcesses(
      (event) => this.#tell(event),
      (process) => this.#cleanUp(join(places.processes, process)),
    )
    this.#diskWatch = new DiskWatch(
      () => this.#watched(),
      (watched, used) => this.#overDisk(watched, used),
      parts.diskLookMs ?? diskLookMs,
    )
    this.#link = new KeeperLink({
      socket: places.keeperSocket,
      spawn: () => this.#spawn(),
      event: (message) => this.#heard(message),
      up: (greeting, ask) => this.#up(greeting, ask),
      back: () => this.#tell({ kind: "back" }),
      down: (reason) => this.#down(reason),
      silent: () => void this.#wakeKeeper(),
      warn: parts.warn,
    })
  }

  async prepare(environment: EngineEnvironment): Promise<void> {
    await this.#find(environment)
    const message = environmentMessage(environment, this.#parts.runtime)
    // A keeper of an earlier release has nothing to prepare with: starts take their time.
    await this.#link.request("prepare", message, prepareTimeoutMs).catch((error: unknown) => {
      if (!(error instanceof KeeperRefusal)) throw keeperFault(error, "prepare")
    })
  }

  async #find(environment: EngineEnvironment): Promise<void> {
    try {
      await access(environment.python, constants.X_OK)
    } catch (cause) {
      throw new Fault("engine.start_failed", {
        public: `The environment "${environment.id}" is not complete: its Python is missing. Build the version again`,
        detail: { python: environment.python },
        cause,
      })
    }
  }

  async release(environmentId: string): Promise<boolean> {
    // Before the first connection nobody knows what runs.
    await this.#link.greeting()
    for (const [, known] of this.#known.entries()) {
      if (known.environmentId === environmentId) return false
    }
    await this.#link.request("release", { environmentId }, requestTimeoutMs).catch(() => undefined)
    return true
  }

  async start(order: StartOrder): Promise<EngineProcess> {
    const { process, spec } = order
    const { install, fingerprint } = spec
    await this.#find(spec.environment)
    const { can, missing } = await this.#link.greeting()
    if (!can.isolated && this.#parts.isolation === "required") throw notIsolated(missing)
    const userId = can.users ? spec.userId : undefined
    const limits = { ...defaultLimits, ...spec.limits }
    const places = processPlaces(this.#places, process, install)
    const environmentId = spec.environment.id
    const record = { install, environmentId, fingerprint, diskBytesMax: limits.diskBytes }
    this.#known.add(process, { ...record, state: "preparing", heldSerial: 0 })
    let isSent = false
    try {
      await makeProcessFolders(places, spec.source.tree, userId)
      await writeProcessRecord(places.record, record)
      isSent = true
      const context = { places, runtime: this.#parts.runtime, userId, limits }
      const message = startMessage(order, context)
      const answer = answers.started.parse(
        await this.#link.request("start", message, startTimeoutMs),
      )
      const known = this.#known.get(process)
      if (known?.state === "preparing") known.state = "starting"
      return {
        process,
        install,
        pid: answer.pid,
        state: known?.state === "running" ? "running" : "starting",
        address: { kind: "unix", path: answer.socket },
        environmentId,
        fingerprint,
        startedAt: Date.now(),
        serial: order.serial,
        held: undefined,
        sessions: undefined,
        exit: undefined,
      }
    } catch (error) {
      this.#known.drop(process)
      // Without an answer the keeper may have it: the next connection finds out and cleans up.
      if (!isSent || error instanceof KeeperRefusal) this.#cleanUp(places.process)
      throw isSent ? keeperFault(error, "start") : folderFault(error)
    }
  }

  async deliver(process: ProcessId, delivery: Delivery): Promise<Acknowledgement> {
    const answer = await this.#ask("deliver", deliverMessage(process, delivery), deliverTimeoutMs)
    return answers.acknowledgement.parse(answer)
  }

  async stop(process: ProcessId, graceMs: number): Promise<void> {
    try {
      await this.#link.request("stop", { process, graceMs }, graceMs + stopExtraMs)
    } catch (error) {
      if (!isGone(error)) throw keeperFault(error, "stop")
    }
  }

  async list(): Promise<EngineProcess[]> {
    const { processes } = answers.list.parse(await this.#ask("list", {}, listTimeoutMs))
    return processes.map((one) => {
      const known = this.#known.get(one.process)
      const state = one.state === "exited" ? "ended" : one.state
      return {
        process: one.process,
        install: one.install,
        pid: one.pid === 0 ? undefined : one.pid,
        state: state === "stopping" ? "running" : state,
        address: { kind: "unix", path: one.socket },
        environmentId: known?.environmentId ?? "",
        fingerprint: known?.fingerprint ?? "",
        startedAt: one.startedAt,
        serial: one.serial ?? one.held?.serial ?? 0,
        held: one.held === null ? undefined : { ...one.held, since: one.held.at ?? one.startedAt },
        sessions: one.sessions ?? undefined,
        exit: one.exit ?? undefined,
      }
    })
  }

  async forget(process: ProcessId): Promise<void> {
    await this.#ask("forget", { process }, requestTimeoutMs)
  }

  async logs(
    of: { readonly process: ProcessId } | { readonly install: InstallId },
    after: number,
  ): Promise<LogPage> {
    const message = { ...of, after, linesMax: logLinesAtOnce }
    try {
      return answers.logPage.parse(await this.#link.request("logs", message, requestTimeoutMs))
    } catch (error) {
      if (isGone(error)) return { lines: [], dropped: false, next: after }
      throw keeperFault(error, "logs")
    }
  }

  async stats(process: ProcessId): Promise<ProcessStats> {
    const answer = answers.stats.parse(await this.#ask("stats", { process }, requestTimeoutMs))
    const watched = this.#watched().find((one) => one.process === process)
    return {
      memoryBytes: answer.limitedBytes,
      cpuMs: answer.cpuMs,
      processes: answer.threads,
      openFiles: answer.openFiles,
      diskBytes: watched === undefined ? 0 : ((await diskUsage(watched.paths)) ?? 0),
      sessions: answer.sessions ?? undefined,
    }
  }

  async memory(): Promise<EngineMemory> {
    const [machine, modulesBytes] = await Promise.all([machineMemory(), this.#modulesBytes()])
    return { ...machine, modulesBytes }
  }

  async erase(install: InstallId): Promise<void> {
    const living = [...this.#known.entries()].some(([, known]) => known.install === install)
    invariant(!living, "an install is erased after its processes are gone")
    await removeTree(installPlace(this.#places, install))
    const ended = (await this.list()).filter((one) => one.install === install)
    for (const { process } of ended) await this.forget(process)
  }

  health(): EngineHealth {
    return this.#health
  }

  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    this.#diskWatch.close()
    await this.#link.close()
  }

  /** A keeper of an earlier release does not know. */
  async #modulesBytes(): Promise<number | undefined> {
    try {
      const answer = await this.#link.request("memory", {}, requestTimeoutMs)
      return answers.memory.parse(answer).bytes
    } catch (error) {
      if (error instanceof KeeperRefusal) return undefined
      throw keeperFault(error, "memory")
    }
  }

  async #ask(op: string, fields: Message, timeoutMs: number): Promise<Message> {
    try {
      return await this.#link.request(op, fields, timeoutMs)
    } catch (error) {
      throw keeperFault(error, op)
    }
  }

  async #spawn() {
    this.#python ??= await findPython(this.#parts.path)
    return spawnKeeper({
      python: this.#python,
      runtime: this.#parts.runtime,
      socket: this.#places.keeperSocket,
      data: this.#places.keeperData,
    })
  }

  #tell(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  #heard(message: Message): void {
    const parsed = answers.event.safeParse(message)
    if (parsed.success) this.#known.heard(parsed.data)
  }

  async #up(greeting: answers.Hello, ask: Ask): Promise<void> {
    const { processes } = answers.list.parse(await ask("list", {}, listTimeoutMs))
    const records = new Map<ProcessId, ProcessRecord>()
    for (const { process, install, state } of processes) {
      if (state === "exited" || this.#known.get(process) !== undefined) continue
      const record = await readProcessRecord(processPlaces(this.#places, process, install).record)
      if (record !== undefined) records.set(process, record)
    }
    this.#known.reconcile(processes, records)
    for (const missing of greeting.missing) {
      if (!this.#health.missing.includes(missing)) this.#parts.warn(missing, {})
    }
    this.#health = { ...this.#health, reachable: true, missing: greeting.missing }
    sweepProcessFolders(this.#places, (process) => this.#known.get(process) !== undefined).catch(
      (error: unknown) => this.#parts.warn("Old folders cannot be removed", { error }),
    )
  }

  async #wakeKeeper(): Promise<void> {
    try {
      if (await wakeKeeper(this.#places.keeperData))
        this.#parts.warn("The keeper had been stopped from outside and goes on", {})
    } catch (error) {
      this.#parts.warn("The keeper has been stopped from outside and cannot be woken", { error })
    }
  }

  #down(reason: string): void {
    this.#health = { ...this.#health, reachable: false }
    this.#tell({ kind: "unavailable", reason })
  }

  #cleanUp(folder: string): void {
    removeTree(folder).catch((error: unknown) =>
      this.#parts.warn("A process's folder cannot be removed", { folder, error }),
    )
  }

  #watched(): Watched[] {
    return [...this.#known.entries()].flatMap(([process, known]) => {
      if (known.state === "preparing") return []
      const { home, tree, temporary } = processPlaces(this.#places, process, known.install)
      return [
        {
          process,
          install: known.install,
          paths: [home, tree, temporary],
          diskBytesMax: known.diskBytesMax,
        },
      ]
    })
  }

  #overDisk({ process, diskBytesMax }: Watched, usedBytes: number): void {
    const known = this.#known.get(process)
    if (known === undefined || known.endCause !== undefined) return
    const [used, limit] = [usedBytes, diskBytesMax].map((bytes) => Math.round(bytes / 1_048_576))
    const reason = `It used ${used} MiB of disk, more than its limit of ${limit} MiB. Raise the limit, or let the module write less`
    known.endCause = { cause: "disk", reason }
    this.stop(process, overDiskGraceMs).catch((error: unknown) => {
      delete known.endCause
      this.#parts.warn("A process over its disk limit could not be ended", { process, error })
    })
  }
}

function notIsolated(missing: readonly string[]): Fault {
  return new Fault("engine.not_isolated", {
    public: `Cannot start the module: this machine does not keep modules apart (${missing.join("; ")}). Run Modkeep as root or allow user namespaces; to start it all the same, set MODKEEP_ISOLATION=best-effort`,
  })
}
