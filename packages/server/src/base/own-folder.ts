// Makes a folder below one that is open to everyone, such as /dev/shm, and makes sure that it is ours: a stranger may have been
// there first.
import { chmod, lstat, mkdir } from "node:fs/promises"

/** False when it cannot be made, or belongs to somebody else. */
export async function ownFolder(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode })
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) return false
  }
  const found = await lstat(path)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) return false
  await chmod(path, mode)
  return true
}
