// Where a `file://` repository really lies: links are followed first, then the place must be below a configured folder.
//
// A folder outside and a folder that does not exist give the same answer, so that addresses cannot probe the machine.
import { realpath } from "node:fs/promises"
import { sep } from "node:path"
import { Fault } from "#base/fault.ts"

/** @throws `git.host_refused` */
export async function findLocalRepository(
  path: string,
  localFolders: readonly string[],
): Promise<string> {
  const real = await realpath(path).catch(() => undefined)
  for (const folder of localFolders) {
    const root = await realpath(folder).catch(() => undefined)
    if (root === undefined || real === undefined) continue
    if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)) return real
  }
  throw new Fault("git.host_refused", {
    public:
      localFolders.length === 0
        ? "Repositories in folders of the server are not deployed here. Ask the operator to set MODKEEP_GIT_LOCAL"
        : `There is no repository at ${path} below the folders the operator allows (MODKEEP_GIT_LOCAL)`,
  })
}
