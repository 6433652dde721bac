// A process's own copy of the exported tree, fresh at each start. The tree itself is never written to and shares no file with it.
//
// Copies share blocks where the file system can (reflink). While it is made it belongs to us and nobody else may enter, so
// that another process of the same install cannot swap a folder under our hands; the last steps hand it over, the top last.
import { chmod, constants, copyFile, lchown, lstat, mkdir, readdir } from "node:fs/promises"
import { readlink, symlink } from "node:fs/promises"
import { join } from "node:path"

interface Entry {
  readonly from: string
  readonly to: string
  readonly isLink: boolean
}

// More at once gains nothing: libuv's thread pool has four threads.
const copiesAtOnce = 4

/** `target` must not exist. Without `owner` the copy stays our own user's. */
export async function makeWorkingCopy(
  source: string,
  target: string,
  owner: number | undefined,
): Promise<void> {
  await mkdir(target, { mode: 0o700 })
  const folders: string[] = []
  const entries: Entry[] = []
  await makeFolders(source, target, folders, entries)
  const queue = entries.values()
  await Promise.all(
    Array.from({ length: copiesAtOnce }, async () => {
      for (const entry of queue) await copyEntry(entry, owner)
    }),
  )
  if (owner === undefined) return
  for (const folder of folders.toReversed()) await lchown(folder, owner, owner)
  await lchown(target, owner, owner)
}

async function makeFolders(
  source: string,
  target: string,
  folders: string[],
  entries: Entry[],
): Promise<void> {
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const from = join(source, entry.name)
    const to = join(target, entry.name)
    if (entry.isDirectory()) {
      await mkdir(to, { mode: 0o755 })
      folders.push(to)
      await makeFolders(from, to, folders, entries)
    } else if (entry.isFile() || entry.isSymbolicLink()) {
      entries.push({ from, to, isLink: entry.isSymbolicLink() })
    }
  }
}

async function copyEntry({ from, to, isLink }: Entry, owner: number | undefined): Promise<void> {
  if (isLink) {
    await symlink(await readlink(from), to)
  } else {
    await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
    const { mode } = await lstat(to)
    // An exported file may be read-only; a module may write to its own copy of it.
    if ((mode & 0o600) !== 0o600) await chmod(to, (mode & 0o777) | 0o600)
  }
  if (owner !== undefined) await lchown(to, owner, owner)
}
