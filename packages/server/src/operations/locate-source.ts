// From an address to the pinned commit, its files and the module's folder in it.
import { Fault } from "#base/fault.ts"
import { type RepositoryAddress, parseRepositoryAddress } from "#domain/repository-address.ts"
import { sameRepository } from "#domain/repository-address-same.ts"
import { repositoryForges } from "#domain/repository-forges.ts"
import { parseRepositoryPath } from "#domain/repository-path.ts"
import type { CommitFiles } from "#git/commit-files.ts"
import type { GitCredential, ResolvedCommit } from "#git/git.ts"
import type { Module } from "#store/modules.ts"

import type { Context } from "./context.ts"

export interface LocateRequest {
  readonly repository: string
  /** A branch, tag or commit, or a page of the same repository. */
  readonly ref?: string | undefined
  readonly directory?: string | undefined
  /** Where the module's versions lie unless a page or a request says otherwise. */
  readonly usual?: Pick<Module, "directory" | "entrypoint"> | undefined
  readonly credential?: GitCredential | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Located {
  readonly address: RepositoryAddress
  readonly commit: ResolvedCommit
  readonly files: CommitFiles
  readonly directory: string
}

export async function locateSource(
  { git }: Pick<Context, "git">,
  request: LocateRequest,
): Promise<Located> {
  const { address, ref } = readAddress(request)
  const access = {
    address,
    ...(request.credential === undefined ? {} : { credential: request.credential }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  }
  const commit = await git.resolve(ref === undefined ? access : { ...access, ref })
  const files = await git.fetch({ ...access, commit: commit.commit })
  const directory = parseRepositoryPath(
    request.directory ?? commit.directory ?? address.directory ?? request.usual?.directory ?? "",
  )
  if (!files.hasFolder(directory)) {
    throw new Fault("git.directory_not_found", {
      public: `Commit ${commit.commit.slice(0, 7)} has no folder "${directory}". Name the folder that holds the module, or leave it out for the repository's root`,
    })
  }
  return { address, commit, files, directory }
}

/** A page of the same repository may stand in the place of a ref. */
function readAddress({ repository, ref }: LocateRequest): {
  address: RepositoryAddress
  ref: string | undefined
} {
  const address = parseRepositoryAddress(repository)
  if (ref === undefined || !isAddress(ref)) return { address, ref }
  const page = parseRepositoryAddress(ref)
  if (!sameRepository(page, address)) {
    throw new Fault("version.other_repository", {
      public: `The address given as ref belongs to another repository than ${address.url}. Paste a page of the same repository, or name a branch, tag or commit`,
    })
  }
  return { address: { ...page, url: address.url }, ref: undefined }
}

/** A branch may hold slashes too: only what begins like an address is one. */
function isAddress(ref: string): boolean {
  const [first = ""] = ref.trim().split("/")
  return (
    /:\/\/|^[^@/\s]+@[^@/:\s]+:/.test(ref) ||
    repositoryForges.has(first.toLowerCase().replace(/^www\./, ""))
  )
}
