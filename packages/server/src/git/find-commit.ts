// Finds the one commit that a short id means: all branches and tags are asked for their commits alone, without trees.
import { Fault } from "#base/fault.ts"
import { withScratchStore } from "./commit-store.ts"
import type { RepositoryAccess } from "./git.ts"
import { repositoryName } from "./git-fault.ts"
import type { GitSettings } from "./git-settings.ts"
import { withRemote } from "./remote.ts"
import { storeCommand } from "./store-command.ts"
import { watchStore } from "./watch-store.ts"

/** @throws `git.ref_not_found` when there is none, `git.ref` when there are several */
export async function findCommit(
  settings: GitSettings,
  access: RepositoryAccess,
  prefix: string,
): Promise<string> {
  return await withScratchStore(settings, async (store) => {
    const specs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
    const args = [
      "--git-dir",
      store,
      "fetch",
      "--quiet",
      "--no-write-fetch-head",
      "--",
      "origin",
      ...specs,
    ]
    await withRemote(settings, { ...access, filter: "tree:0" }, (remote) =>
      watchStore(store, settings.limits.bytesMax, (signal) => remote.call({ args, signal })),
    )
    const found = await commitsWith(settings, store, prefix)
    const name = repositoryName(access.address)
    const [commit] = found
    if (commit === undefined) {
      throw new Fault("git.ref_not_found", {
        public: `There is no branch, tag or commit "${prefix}" in ${name}. Check it on the repository's page`,
      })
    }
    if (found.length > 1) {
      throw new Fault("git.ref", {
        public: `"${prefix}" begins more than one commit of ${name}. Write more of its characters`,
      })
    }
    return commit
  })
}

async function commitsWith(
  settings: GitSettings,
  store: string,
  prefix: string,
): Promise<string[]> {
  const outputBytesMax = 64 * 1024 * 1024
  const { stdout } = await storeCommand(settings, {
    store,
    args: ["rev-list", "--all"],
    outputBytesMax,
  })
  return stdout
    .toString("latin1")
    .split("\n")
    .filter((line) => line !== "" && line.startsWith(prefix))
}
