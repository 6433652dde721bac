// Removes an environment that nothing uses any more. It loses its name first, so that nobody finds half of it.
import { chmod, rename } from "node:fs/promises"
import { join } from "node:path"

import { invariant } from "#base/invariant.ts"

import { sweepBytecode } from "./compile-bytecode.ts"
import { removeTree } from "./remove-tree.ts"
import { type Workshop, buildingFolder } from "./workshop.ts"

export async function removeEnvironment(workshop: Workshop, id: string): Promise<void> {
  invariant(/^[0-9a-f]{64}$/u.test(id), "the id of an environment is a sha256")
  const path = join(workshop.folder, id)
  const doomed = join(buildingFolder(workshop.folder), `removed-${id}`)
  try {
    await chmod(path, 0o755)
    await rename(path, doomed)
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return
    throw error
  }
  await removeTree(doomed)
  await sweepBytecode(workshop.folder)
}
