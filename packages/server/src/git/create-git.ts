// Puts the Git room together. Git's version is checked once, before the first repository is touched.
import { invariant } from "#base/invariant.ts"
import { isCommitId } from "#domain/git-ref.ts"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { sweepCallFolders } from "./call-folder.ts"
import { checkGitVersion } from "./check-git-version.ts"
import { CommitFiles } from "./commit-files.ts"
import { sweepScratchStores } from "./commit-store.ts"
import { makeDeployKey, publicKeyOf } from "./deploy-key.ts"
import { fetchCommit } from "./fetch-commit.ts"
import type { Git } from "./git.ts"
import type { GitOptions } from "./git-options.ts"
import { gitSettings } from "./git-settings.ts"
import { readCommit } from "./read-commit.ts"
import { readTree } from "./read-tree.ts"
import { resolveCommit } from "./resolve-commit.ts"

export function createGit(options: GitOptions): Git {
  const settings = gitSettings(options)
  let ready: Promise<string> | undefined
  const checkVersion = async (): Promise<string> => {
    await mkdir(join(settings.dataFolder, "git"), { recursive: true, mode: 0o700 })
    return await checkGitVersion(settings)
  }
  const prepare = async (): Promise<void> => {
    // A Git that was missing may be installed meanwhile: only a success is remembered.
    ready ??= checkVersion().catch((error: unknown) => {
      ready = undefined
      throw error
    })
    await ready
  }
  return {
    checkVersion,
    sweep: async () => {
      await Promise.all([sweepCallFolders(settings), sweepScratchStores(settings)])
    },
    resolve: async (access) => {
      await prepare()
      return await resolveCommit(settings, access)
    },
    fetch: async (access) => {
      await prepare()
      const commit = access.commit.toLowerCase()
      invariant(isCommitId(commit), "a commit is fetched by its whole id")
      const store = await fetchCommit(settings, { ...access, commit })
      const facts = await readCommit(settings, store, commit)
      const entries = await readTree(settings, store, commit)
      return new CommitFiles(settings, { store, access, facts, entries })
    },
    makeDeployKey: (comment) => makeDeployKey(settings, comment),
    publicKeyOf: (privateKey) => publicKeyOf(settings, privateKey),
  }
}
