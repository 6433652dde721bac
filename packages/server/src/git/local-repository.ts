// Where a `file://` repository really lies: links are followed first, then the place must be below a configured folder, and so
// must everything that Git would read in its stead (a `.git` file, a worktree's common folder, borrowed objects).
//
// A folder outside and a folder that does not exist give the same answer, so that addresses cannot probe the machine.
import { readFile, realpath, stat } from "node:fs/promises"
import { join, sep } from "node:path"
import { Fault } from "#base/fault.ts"

// Git itself follows borrowed objects five levels deep.
const alternatesDepthMax = 5

/** @throws `git.host_refused` */
export async function findLocalRepository(
  path: string,
  localFolders: readonly string[],
): Promise<string> {
  const roots = await Promise.all(localFolders.map((folder) => realpath(folder).catch(() => "")))
  const real = await realpath(path).catch(() => undefined)
  if (real !== undefined && isBelow(real, roots)) {
    const places = await placesOf(real)
    if (places.every((place) => isBelow(place, roots))) return real
  }
  throw new Fault("git.host_refused", {
    public:
      localFolders.length === 0
        ? "Repositories in folders of the server are not deployed here. Ask the operator to set MODKEEP_GIT_LOCAL"
        : `There is no repository at ${path} that lies wholly below the folders the operator allows (MODKEEP_GIT_LOCAL)`,
  })
}

function isBelow(path: string, roots: readonly string[]): boolean {
  return roots.some(
    (root) =>
      root !== "" && (path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)),
  )
}

/** Real paths of all that Git would open; a place that cannot be followed is none of ours, so `/`. */
async function placesOf(repository: string): Promise<string[]> {
  const folder = await gitFolder(repository)
  const common = await follow(against(folder, (await textOf(join(folder, "commondir"))) ?? "."))
  return [folder, common, ...(await objectFolders(join(common, "objects"), 0))]
}

async function gitFolder(repository: string): Promise<string> {
  const inside = join(repository, ".git")
  const facts = await stat(inside).catch(() => undefined)
  if (facts === undefined) return repository
  if (facts.isDirectory()) return await follow(inside)
  const target = /^gitdir: (.+)$/.exec((await textOf(inside)) ?? "")?.[1]
  return await follow(against(repository, target ?? "/"))
}

async function objectFolders(objects: string, depth: number): Promise<string[]> {
  const real = await realpath(objects).catch(() => undefined)
  if (real === undefined) return []
  const borrowed = ((await textOf(join(real, "info/alternates"))) ?? "").split("\n").filter(Boolean)
  if (borrowed.length > 0 && depth === alternatesDepthMax) return ["/"]
  const below = await Promise.all(
    borrowed.map((path) => objectFolders(against(real, path), depth + 1)),
  )
  return [real, ...below.flat()]
}

// Not normalized: `link/..` is where the link leads, not where it lies.
function against(folder: string, path: string): string {
  return path.startsWith("/") ? path : `${folder}/${path}`
}

async function follow(path: string): Promise<string> {
  return await realpath(path).catch(() => "/")
}

async function textOf(file: string): Promise<string | undefined> {
  return await readFile(file, "utf8").then(
    (text) => text.trimEnd(),
    () => undefined,
  )
}
