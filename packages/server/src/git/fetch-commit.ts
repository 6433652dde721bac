// Fetches one commit: its trees, without history and without files. A server that sends more (it knows no filter) or less
// (it gives no commit by its id) is met half way.
import { Fault } from "#base/fault.ts"
import {
  commitStorePath,
  fillCommitStore,
  hasCommitStore,
  touchCommitStore,
} from "./commit-store.ts"
import type { RepositoryAccess } from "./git.ts"
import { gitFault, repositoryName } from "./git-fault.ts"
import type { GitSettings } from "./git-settings.ts"
import { type Remote, withRemote } from "./remote.ts"
import { storeCommand } from "./store-command.ts"
import { watchStore } from "./watch-store.ts"

/** @returns the commit's store. @throws `git.ref_not_found` when there is no such commit */
export async function fetchCommit(
  settings: GitSettings,
  access: RepositoryAccess & { readonly commit: string },
): Promise<string> {
  const path = commitStorePath(settings, access, access.commit)
  if (await hasCommitStore(path)) {
    await touchCommitStore(settings, path)
    return path
  }
  await fillCommitStore(settings, path, (store) =>
    withRemote(settings, access, async (remote) => {
      await watchStore(store, settings.limits.bytesMax, (signal) =>
        fetchInto(remote, { store, access, signal }),
      )
      await requireCommit(settings, store, access)
    }),
  )
  return path
}

interface Fetch {
  readonly store: string
  readonly access: RepositoryAccess & { readonly commit: string }
  readonly signal: AbortSignal
}

async function fetchInto(remote: Remote, { store, access, signal }: Fetch): Promise<void> {
  const args = (...more: string[]): string[] => [
    "--git-dir",
    store,
    "fetch",
    "--quiet",
    "--no-write-fetch-head",
    ...more,
  ]
  const exact = args("--depth=1", "--", "origin", access.commit)
  const result = await remote.tryCall({ args: exact, signal })
  if (result.code === 0) return
  // Servers of the first protocol version give tips only: all branches and tags are fetched, and the commit is among their
  // history or it is not there.
  if (!/unadvertised object|does not support shallow/.test(result.stderr)) {
    const { stderr, code } = result
    throw gitFault({ ...access, hasCredential: access.credential !== undefined, stderr, code })
  }
  const everything = args("--", "origin", "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
  await remote.call({ args: everything, signal })
}

async function requireCommit(
  settings: GitSettings,
  store: string,
  { address, commit }: Fetch["access"],
): Promise<void> {
  const input = `${commit}\n`
  const args = ["cat-file", "--batch-check=%(objecttype)"]
  const { stdout } = await storeCommand(settings, { store, args, input, outputBytesMax: 1_000 })
  if (stdout.toString("utf8").trim() === "commit") return
  throw new Fault("git.ref_not_found", {
    public: `${commit.slice(0, 12)} is no commit of ${repositoryName(address)}. Choose a branch, a tag or another commit`,
  })
}
