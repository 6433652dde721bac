// From an address and a ref to one commit, fetched: the ref of the page or the one asked for, else the default branch.
import { Fault } from "#base/fault.ts"
import { isCommitId, parseGitRef } from "#domain/git-ref.ts"
import type { RepositoryAddress } from "#domain/repository-address.ts"
import { folderOfModule } from "#domain/repository-address-folder.ts"
import type { RefCandidate } from "#domain/repository-address-page.ts"
import { chooseRef, type RefChoice } from "./choose-ref.ts"
import type { CommitFiles } from "./commit-files.ts"
import { findCommit } from "./find-commit.ts"
import type { RepositoryAccess, ResolvedCommit } from "./git.ts"
import { repositoryName } from "./git-fault.ts"
import type { GitSettings } from "./git-settings.ts"
import { listRefs, type Refs } from "./list-refs.ts"
import { openCommit } from "./open-commit.ts"
import { withRemote } from "./remote.ts"

export async function resolveCommit(
  settings: GitSettings,
  access: RepositoryAccess & { readonly ref?: string },
): Promise<ResolvedCommit> {
  const candidates: readonly RefCandidate[] =
    access.ref === undefined || access.ref.trim() === ""
      ? access.address.candidates
      : [{ ...places(access.address), ref: parseGitRef(access.ref) }]
  const whole = candidates[0]?.ref
  const refs =
    whole !== undefined && isCommitId(whole)
      ? undefined
      : await withRemote(settings, access, (remote) => listRefs(remote))
  const choice = chooseRef(refs ?? { byName: new Map() }, candidates)
  const { commit, ref, candidate } = await settle(settings, access, choice)
  const files = await openCommit(settings, { ...access, commit })
  return {
    ...files.facts,
    ...(ref === undefined ? {} : { ref }),
    ...defaultBranch(refs),
    ...places(candidate),
    ...inferFolder(files, candidate, access.address.kind),
  }
}

// A file's page says nothing of the folder to run it in. A deploy link does: there it is the repository's root.
function inferFolder(
  files: CommitFiles,
  { directory, entrypoint }: RefCandidate,
  kind: RepositoryAddress["kind"],
): { directory?: string } {
  if (kind === "deploy-link" || directory !== undefined || entrypoint === undefined) return {}
  const paths = files.entries.map(({ path }) => path)
  const folder = folderOfModule(paths, entrypoint)
  return folder === "" ? {} : { directory: folder }
}

function places({ directory, entrypoint }: RefCandidate): RefCandidate {
  return {
    ...(directory === undefined ? {} : { directory }),
    ...(entrypoint === undefined ? {} : { entrypoint }),
  }
}

function defaultBranch(refs: Refs | undefined): { defaultBranch?: string } {
  return refs?.headRef?.startsWith("refs/heads/")
    ? { defaultBranch: refs.headRef.slice("refs/heads/".length) }
    : {}
}

async function settle(
  settings: GitSettings,
  access: RepositoryAccess,
  choice: RefChoice,
): Promise<{ commit: string; ref?: string; candidate: RefCandidate }> {
  const name = repositoryName(access.address)
  if (choice.found === "ref" || choice.found === "commit") return choice
  if (choice.found === "short") {
    return { ...choice, commit: await findCommit(settings, access, choice.prefix) }
  }
  throw nothingFound(name, choice)
}

function nothingFound(name: string, choice: RefChoice & { found: "empty" | "nothing" }): Fault {
  if (choice.found === "empty") {
    return new Fault("git.empty", { public: `${name} has no commit yet. Push one and try again` })
  }
  const shown = choice.branches.length === 0 ? "no branches" : choice.branches.join(", ")
  return new Fault("git.ref_not_found", {
    public: `There is no branch, tag or commit "${choice.name}" in ${name}. Its branches: ${shown}`,
  })
}
