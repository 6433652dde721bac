// Where the local engine keeps what: one folder per process and one per install below the data folder, one per process in memory.
//
// Every folder above a module's own is ours, and modules may pass through it but not write: nothing of theirs can be swapped
// under our hands.
import { join } from "node:path"

import type { InstallId, ProcessId } from "@modkeep/contract/ids"

export interface ProcessPlaces {
  readonly process: string
  /** What must be known of the process after a restart of this server. */
  readonly record: string
  /** The working copy: the module's own, gone with the process. */
  readonly tree: string
  /** TMPDIR: the module's own, gone with the process. Not in HOME, which two processes may share for a while. */
  readonly temporary: string
  /** In memory: socket and document. Made and removed by the keeper. */
  readonly folder: string
  /** The install's HOME: the module's own, gone with the install. */
  readonly home: string
}

export interface EnginePlaces {
  readonly processes: string
  readonly installs: string
  readonly keeperData: string
  readonly keeperSocket: string
  readonly memory: string
}

export function enginePlaces(dataFolder: string, memory: string): EnginePlaces {
  const engine = join(dataFolder, "engine")
  return {
    processes: join(engine, "processes"),
    installs: join(engine, "installs"),
    keeperData: join(engine, "keeper"),
    keeperSocket: join(memory, "keeper", "keeper.sock"),
    memory,
  }
}

export function installPlace(places: EnginePlaces, install: InstallId): string {
  return join(places.installs, install)
}

export function processPlaces(
  places: EnginePlaces,
  process: ProcessId,
  install: InstallId,
): ProcessPlaces {
  const folder = join(places.processes, process)
  return {
    process: folder,
    record: join(folder, "process.json"),
    tree: join(folder, "tree"),
    temporary: join(folder, "tmp"),
    folder: join(places.memory, process),
    home: join(installPlace(places, install), "home"),
  }
}
