// The living processes as this server last knew them, and the events that follow when the keeper's list says otherwise.
import type { InstallId, ProcessId } from "@modkeep/contract/ids"

import type { EngineEvent, ExitReport } from "../engine.ts"
import type { KeeperEvent, Listed } from "./keeper-answers.ts"
import type { ProcessRecord } from "./process-record.ts"

export interface Known extends ProcessRecord {
  readonly install: InstallId
  /** `preparing`: the keeper has not answered to its start yet. */
  state: "preparing" | "starting" | "running"
  heldSerial: number
  /** Set when we end it for a limit that the keeper does not watch. */
  endCause?: { readonly cause: ExitReport["cause"]; readonly reason: string }
}

export class KnownProcesses {
  readonly #known = new Map<ProcessId, Known>()
  readonly #tell: (event: EngineEvent) => void
  readonly #ended: (process: ProcessId) => void

  /** `ended` is called for each process that is gone, after the event. */
  constructor(tell: (event: EngineEvent) => void, ended: (process: ProcessId) => void) {
    this.#tell = tell
    this.#ended = ended
  }

  get(process: ProcessId): Known | undefined {
    return this.#known.get(process)
  }

  entries(): IterableIterator<[ProcessId, Known]> {
    return this.#known.entries()
  }

  add(process: ProcessId, known: Known): void {
    this.#known.set(process, known)
  }

  /** It never became a process. */
  drop(process: ProcessId): void {
    this.#known.delete(process)
  }

  heard(event: KeeperEvent): void {
    const { process } = event
    const known = this.#known.get(process)
    if (known === undefined) return
    const { install } = known
    switch (event.event) {
      case "ready":
        known.state = "running"
        this.#tell({ kind: "ready", process, install, pid: event.pid, ms: event.ms })
        break
      case "exited":
        this.#gone(process, known, event.exit)
        break
      case "acknowledged": {
        const { acknowledgement } = event
        known.heldSerial = Math.max(known.heldSerial, acknowledgement.serial)
        this.#tell({ kind: "acknowledged", process, install, acknowledgement })
        break
      }
      case "sessions":
        this.#tell({ kind: "sessions", process, install, count: event.count })
        break
      case "log":
        this.#tell({ kind: "log", process, install, line: event.line })
        break
      case "logs_skipped":
        this.#tell({ kind: "logs-skipped", process, install, after: event.sequence })
        break
    }
  }

  /** Tells what happened while nobody listened. `list` is the keeper's, `records` those of living processes new to us. */
  reconcile(list: readonly Listed[], records: ReadonlyMap<ProcessId, ProcessRecord>): void {
    const listed = new Map(list.map((one) => [one.process, one]))
    for (const [process, known] of this.#known) {
      if (known.state === "preparing") continue
      const now = listed.get(process)
      if (now === undefined) this.#gone(process, known, lostExit())
      else if (now.state === "exited") this.#gone(process, known, now.exit ?? lostExit())
      else this.#catchUp(process, known, now)
    }
    for (const one of list) {
      if (one.state === "exited" || this.#known.has(one.process)) continue
      const record = records.get(one.process) ?? unknownRecord(one.install)
      const state = one.state === "starting" ? "starting" : "running"
      this.#known.set(one.process, { ...record, state, heldSerial: one.held?.serial ?? 0 })
    }
  }

  #catchUp(process: ProcessId, known: Known, now: Listed): void {
    const { install } = known
    if (now.held !== null && now.held.serial > known.heldSerial) {
      known.heldSerial = now.held.serial
      const { revision, serial, sha256 } = now.held
      const rest = { ms: 0, via: "held" as const, sessions: now.sessions ?? undefined }
      const acknowledgement = { revision, serial, sha256, ...rest }
      this.#tell({ kind: "acknowledged", process, install, acknowledgement })
    }
    if (known.state === "starting" && now.state === "running") {
      known.state = "running"
      this.#tell({ kind: "ready", process, install, pid: now.pid, ms: Date.now() - now.startedAt })
    }
    if (now.sessions !== null) {
      this.#tell({ kind: "sessions", process, install, count: now.sessions })
    }
  }

  #gone(process: ProcessId, known: Known, exit: ExitReport): void {
    this.#known.delete(process)
    const told = exit.cause === "stopped" ? { ...exit, ...known.endCause } : exit
    this.#tell({ kind: "exited", process, install: known.install, exit: told })
    this.#ended(process)
  }
}

function lostExit(): ExitReport {
  const reason = "Its keeper ended, and the module with it"
  return { cause: "engine", code: undefined, signal: undefined, reason, at: Date.now() }
}

/** Matches no spec, so that the process is replaced. */
function unknownRecord(install: InstallId): ProcessRecord {
  return { install, environmentId: "", fingerprint: "", diskBytesMax: Number.MAX_SAFE_INTEGER }
}
