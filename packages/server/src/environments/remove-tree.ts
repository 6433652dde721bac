// Removes a folder with everything in it, also what a build made unreadable or read-only; one that is gone already is no error.
import { chmod, lstat, readdir, rm } from "node:fs/promises"
import { join } from "node:path"

export async function removeTree(path: string): Promise<void> {
  const present = await lstat(path).catch(() => undefined)
  if (present?.isDirectory() === true) await open(path)
  await rm(path, { recursive: true, force: true, maxRetries: 3 })
}

/** Lets each folder be entered and changed before it is looked into: without the rights of root nothing else removes it. */
async function open(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await open(join(folder, entry.name))
}
