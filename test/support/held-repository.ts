// Holds every reader of a repository where it asks for the refs: a named pipe stands in the place of `packed-refs`, and whoever opens
// it waits for a writer. What Git does meanwhile is real and can be looked at.
import { execFile } from "node:child_process"
import { open, readdir, readFile, realpath, rm } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"

import type { ModuleRepository } from "./module-repository.ts"

export interface Held {
  /** Ids of the Git processes that wait. */
  waiting(): Promise<number[]>
  /** Lets the one that waits go on, and all that come later. */
  release(): Promise<void>
}

export async function holdRepository(repository: ModuleRepository): Promise<Held> {
  const pipe = join(repository.path, ".git", "packed-refs")
  await promisify(execFile)("mkfifo", [pipe])
  return {
    waiting: async () => await processesAt(repository.path),
    async release() {
      // Opens when a reader is there; without a name nobody comes later.
      const writer = await open(pipe, "w")
      await rm(pipe)
      await writer.close()
    },
  }
}

async function processesAt(named: string): Promise<number[]> {
  const path = await realpath(named)
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name))
  const commands = await Promise.all(
    ids.map(async (id) => {
      const command = await readFile(join("/proc", id, "cmdline"), "utf8").catch(() => "")
      return { id: Number(id), command }
    }),
  )
  return commands
    .filter(({ command }) => command.includes("git") && command.includes(path))
    .map(({ id }) => id)
}
