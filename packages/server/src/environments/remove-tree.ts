// Removes a folder with everything in it, read-only folders too; one that is gone already is no error.
import { chmod, lstat, rm } from "node:fs/promises"

import { measureTree } from "./measure-tree.ts"

export async function removeTree(path: string): Promise<void> {
  const present = await lstat(path).catch(() => undefined)
  if (present?.isDirectory() === true) {
    // The walk needs each folder to be readable before it is entered, which even a read-only environment is.
    for (const folder of (await measureTree(path)).folders) await chmod(folder, 0o755)
  }
  await rm(path, { recursive: true, force: true, maxRetries: 3 })
}
