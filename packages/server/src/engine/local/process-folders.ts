// Makes the folders of a process and removes those that no process uses any more.
import { chmod, lchown, mkdir, readdir } from "node:fs/promises"
import { dirname, join } from "node:path"

import { type ProcessId, processId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"

import type { EnginePlaces, ProcessPlaces } from "./places.ts"
import { removeTree } from "./remove-tree.ts"
import { makeWorkingCopy } from "./working-copy.ts"

export async function makeEngineFolders(places: EnginePlaces): Promise<void> {
  for (const folder of [dirname(places.processes), places.processes, places.installs]) {
    await passableFolder(folder)
  }
}

/** HOME is kept from earlier processes; the working copy is fresh. */
export async function makeProcessFolders(
  places: ProcessPlaces,
  tree: string,
  userId: number | undefined,
): Promise<void> {
  await passableFolder(dirname(places.home))
  await ownFolder(places.home, userId)
  await passableFolder(places.process)
  await ownFolder(places.temporary, userId)
  await makeWorkingCopy(tree, places.tree, userId)
}

/** Why the folders of a process could not be made, for the install's owner where it is known. */
export function folderFault(error: unknown): Fault {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: "there is no disk space left. Free some and start it again",
    EDQUOT: "the disk quota is used up. Free some space and start it again",
    ENOENT: "the files of its version are gone. Build the version again",
  }
  const reason =
    reasons[String(code)] ??
    `its folders cannot be made (${String(code)}). Look at who may write to the data folder, then start it again`
  return new Fault("engine.start_failed", {
    public: `Cannot prepare the module's files: ${reason}`,
    cause: error,
  })
}

/** Removes what an earlier server or a killed keeper left: folders of processes for which `isUsed` says no. */
export async function sweepProcessFolders(
  places: EnginePlaces,
  isUsed: (process: ProcessId) => boolean,
): Promise<void> {
  for (const parent of [places.processes, places.memory]) {
    for (const name of await readdir(parent)) {
      const process = processId.safeParse(name)
      if (process.success && !isUsed(process.data)) await removeTree(join(parent, name))
    }
  }
}

async function ownFolder(path: string, userId: number | undefined): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (userId !== undefined) await lchown(path, userId, userId)
}

/** Modules pass through it to their own folders, and see nothing. */
async function passableFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o711 })
  // mkdir's mode is cut by the umask.
  await chmod(path, 0o711)
}
