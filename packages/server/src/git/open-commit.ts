// A commit's files, fetched when they are not here. A store that turns out damaged is thrown away and fetched anew, once.
import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"
import { isCommitId } from "#domain/git-ref.ts"
import { CommitFiles } from "./commit-files.ts"
import { commitStorePath, removeCommitStore } from "./commit-store.ts"
import { fetchCommit } from "./fetch-commit.ts"
import type { RepositoryAccess } from "./git.ts"
import type { GitSettings } from "./git-settings.ts"
import { readCommit } from "./read-commit.ts"
import { readTree } from "./read-tree.ts"

type Access = RepositoryAccess & { readonly commit: string }

export async function openCommit(settings: GitSettings, access: Access): Promise<CommitFiles> {
  invariant(isCommitId(access.commit), "a commit is fetched by its whole id")
  try {
    return await open(settings, access)
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "git.failed") throw error
    await removeCommitStore(commitStorePath(settings, access, access.commit))
    return await open(settings, access)
  }
}

async function open(settings: GitSettings, access: Access): Promise<CommitFiles> {
  const store = await fetchCommit(settings, access)
  const facts = await readCommit(settings, store, access.commit)
  const entries = await readTree(settings, store, access.commit)
  return new CommitFiles(settings, { store, access, facts, entries })
}
