// Where fetched commits lie: one bare store for each commit, of each repository, as each credential sees it.
//
// A store is filled in a temporary folder and renamed into place, so a store that exists is whole, whatever was killed when;
// two fetches of one commit end with one store. It is never shared between credentials: what a private repository showed to
// one module's key is not there for a module without it. Git's lock files never matter: nobody writes to a finished store but
// by adding packs, which Git does by rename.
import { createHash, randomUUID } from "node:crypto"
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { RepositoryAccess } from "./git.ts"
import type { GitSettings } from "./git-settings.ts"
import { storeCommand } from "./store-command.ts"

const unusedMsMax = 30 * 24 * 60 * 60 * 1_000

export function commitStorePath(
  settings: GitSettings,
  access: RepositoryAccess,
  commit: string,
): string {
  const identity = JSON.stringify([access.address.url, access.credential?.id ?? null])
  const repository = createHash("sha256").update(identity).digest("hex").slice(0, 32)
  return join(settings.dataFolder, "git", "commits", repository, `${commit}.git`)
}

export async function hasCommitStore(path: string): Promise<boolean> {
  return await stat(join(path, "HEAD")).then(
    () => true,
    () => false,
  )
}

/** Notes that the commit was asked for, which keeps its store. */
export async function touchCommitStore(settings: GitSettings, path: string): Promise<void> {
  const now = new Date(settings.clock.now())
  await utimes(path, now, now)
}

export async function removeCommitStore(path: string): Promise<void> {
  // Renamed first: a store that is half removed must not look whole.
  const gone = `${path}.${randomUUID()}`
  await rename(path, gone).catch(() => {})
  await rm(gone, { recursive: true, force: true })
}

/** Removes the stores of commits that nobody asked for in a long time. They are fetched again when somebody does. */
export async function sweepCommitStores(settings: GitSettings): Promise<void> {
  const root = join(settings.dataFolder, "git", "commits")
  for (const repository of await readdir(root).catch(() => [])) {
    // What is no folder, or is gone meanwhile, is nobody's store: what comes after it is swept all the same.
    for (const name of await readdir(join(root, repository)).catch(() => [])) {
      const path = join(root, repository, name)
      const found = await stat(path).catch(() => undefined)
      if (found === undefined) continue
      const isHalfRemoved = !name.endsWith(".git")
      if (isHalfRemoved || settings.clock.now() - found.mtimeMs > unusedMsMax)
        await removeCommitStore(path)
    }
  }
}

/** Makes an empty store, has it filled, and puts it in its place. */
export async function fillCommitStore(
  settings: GitSettings,
  path: string,
  fill: (store: string) => Promise<void>,
): Promise<void> {
  await withScratchStore(settings, async (store) => {
    await fill(store)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    try {
      await rename(store, path)
    } catch (cause) {
      // Another fetch of the same commit was first; its store holds the same.
      if (!(await hasCommitStore(path))) throw cause
    }
  })
}

export async function withScratchStore<T>(
  settings: GitSettings,
  work: (store: string) => Promise<T>,
): Promise<T> {
  const scratch = scratchFolder(settings)
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  const store = join(scratch, `${randomUUID()}.git`)
  try {
    const args = ["init", "--quiet", "--bare", "--template="]
    await storeCommand(settings, { store, args, outputBytesMax: 10_000 })
    return await work(store)
  } finally {
    await rm(store, { recursive: true, force: true })
  }
}

export async function sweepScratchStores(settings: GitSettings): Promise<void> {
  await rm(scratchFolder(settings), { recursive: true, force: true })
}

// Beside the finished stores: a rename must not cross file systems.
function scratchFolder(settings: GitSettings): string {
  return join(settings.dataFolder, "git", "scratch")
}
