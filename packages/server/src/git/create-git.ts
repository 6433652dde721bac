// Puts the Git room together. Git's version is checked once, before the first repository is touched.
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { sweepCallFolders } from "./call-folder.ts"
import { checkGitVersion } from "./check-git-version.ts"
import { sweepCommitStores, sweepScratchStores } from "./commit-store.ts"
import { makeDeployKey, publicKeyOf } from "./deploy-key.ts"
import type { Git } from "./git.ts"
import type { GitOptions } from "./git-options.ts"
import { gitSettings } from "./git-settings.ts"
import { openCommit } from "./open-commit.ts"
import { resolveCommit } from "./resolve-commit.ts"

export function createGit(options: GitOptions): Git {
  const settings = gitSettings(options)
  let ready: Promise<string> | undefined
  const look = async (): Promise<string> => {
    await mkdir(join(settings.dataFolder, "git"), { recursive: true, mode: 0o700 })
    return await checkGitVersion(settings)
  }
  const checkVersion = async (): Promise<string> => {
    // A Git that was missing may be installed meanwhile: only a success is remembered.
    ready = look().catch((error: unknown) => {
      ready = undefined
      throw error
    })
    return await ready
  }
  const prepare = async (): Promise<void> => {
    await (ready ?? checkVersion())
  }
  return {
    checkVersion,
    sweep: async () => {
      await Promise.all([sweepCallFolders(settings), sweepScratchStores(settings)])
    },
    sweepCommits: () => sweepCommitStores(settings),
    resolve: async (access) => {
      await prepare()
      return await resolveCommit(settings, access)
    },
    fetch: async (access) => {
      await prepare()
      return await openCommit(settings, { ...access, commit: access.commit.toLowerCase() })
    },
    makeDeployKey: (comment) => makeDeployKey(settings, comment),
    publicKeyOf: (privateKey) => publicKeyOf(settings, privateKey),
  }
}
