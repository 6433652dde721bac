// A build's own temporary folder: made for it, owned by the build's user, gone when it ends. What a kill left behind goes at the
// next start.
import { chmod, chown, mkdir, mkdtemp, readdir } from "node:fs/promises"
import { join } from "node:path"

import { removeTree } from "./remove-tree.ts"
import { type Workshop, buildingFolder, cacheFolder } from "./workshop.ts"

export interface JobFolder extends AsyncDisposable {
  readonly path: string
}

export async function makeJobFolder(workshop: Workshop): Promise<JobFolder> {
  const path = await mkdtemp(join(buildingFolder(workshop.folder), "job-"))
  // bubblewrap enters it before it becomes the build's user, without the rights of root.
  await chmod(path, 0o755)
  await own(workshop, path)
  return {
    path,
    [Symbol.asyncDispose]: async () => await removeTree(path),
  }
}

/** Makes the folders of the workshop, and removes what interrupted builds left. What cannot be removed is told and left alone. */
export async function layFolders(
  workshop: Workshop,
  onText: (text: string) => void = () => undefined,
): Promise<void> {
  const building = buildingFolder(workshop.folder)
  for (const folder of [workshop.folder, building, cacheFolder(workshop)]) {
    await mkdir(folder, { recursive: true })
    await own(workshop, folder)
  }
  for (const name of await readdir(building)) {
    const path = join(building, name)
    await removeTree(path).catch((cause: unknown) => {
      const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown"
      onText(`${path} was left by a build and cannot be removed (${why}): remove it by hand`)
    })
  }
}

export async function own(workshop: Workshop, path: string): Promise<void> {
  if (workshop.user !== undefined) await chown(path, workshop.user.uid, workshop.user.gid)
}
