// Walks a folder: bytes and files (a file with many links counts in full), and what is neither a file nor a folder.
import { lstat, readdir } from "node:fs/promises"
import { join } from "node:path"

export interface TreeSize {
  readonly sizeBytes: number
  readonly files: number
  /** Folders, the top first. */
  readonly folders: readonly string[]
  /** Links, sockets and the like. */
  readonly others: readonly string[]
}

export async function measureTree(top: string): Promise<TreeSize> {
  const folders = [top]
  const others: string[] = []
  let sizeBytes = 0
  let files = 0
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true })
    const sizes = await Promise.all(
      entries.map(async (entry) => {
        const path = join(folder, entry.name)
        if (entry.isDirectory()) folders.push(path)
        else if (entry.isFile()) return (await lstat(path)).size
        else others.push(path)
        return undefined
      }),
    )
    for (const size of sizes) {
      if (size === undefined) continue
      sizeBytes += size
      files += 1
    }
  }
  return { sizeBytes, files, folders, others }
}
