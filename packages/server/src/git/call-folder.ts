// A private folder for one call, on memory-backed storage: what a call needs to know about keys and tokens lies here, 0600,
// and is gone when the call ends. `sweepCallFolders` removes those of a server that was killed.
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { createHash } from "node:crypto"
import { ownFolder } from "#base/own-folder.ts"

interface Place {
  readonly dataFolder: string
  readonly memoryFolder: string
}

export interface CallFolder {
  readonly path: string
  /** @returns the file's path. */
  write(name: string, text: string): Promise<string>
}

export async function withCallFolder<T>(
  place: Place,
  work: (folder: CallFolder) => Promise<T>,
): Promise<T> {
  const parent = await home(place)
  await mkdir(parent, { recursive: true, mode: 0o700 })
  const path = await mkdtemp(join(parent, "call-"))
  try {
    return await work({
      path,
      write: async (name, text) => {
        const file = join(path, name)
        await writeFile(file, text, { mode: 0o600, flag: "wx" })
        return file
      },
    })
  } finally {
    await rm(path, { recursive: true, force: true })
  }
}

export async function sweepCallFolders(place: Place): Promise<void> {
  const parent = await home(place)
  const names = await readdir(parent).catch(() => [])
  await Promise.all(names.map((name) => rm(join(parent, name), { recursive: true, force: true })))
}

// Named after the data folder and the user, so that two servers on one machine keep out of each other's way. A machine without
// memory-backed storage that we may use keeps the folder in the data folder: readable by its owner alone, but on a disk.
async function home({ dataFolder, memoryFolder }: Place): Promise<string> {
  const name = createHash("sha256").update(dataFolder).digest("hex").slice(0, 16)
  const inMemory = join(memoryFolder, `modkeep-git-${process.getuid?.() ?? 0}-${name}`)
  return (await ownFolder(inMemory, 0o700)) ? inMemory : join(dataFolder, "git", "calls")
}
