// What the Git room offers: a ref becomes a pinned commit, and a pinned commit's files can be read and exported.
//
// Everything that comes from a repository is hostile until checked here: addresses, names, modes, links, sizes, texts.
import type { Sealed } from "#base/sealed.ts"
import type { RepositoryAddress } from "#domain/repository-address.ts"
import type { CommitFiles } from "./commit-files.ts"

export interface GitCredential {
  /** Names the stored credential: what it fetched is kept apart from what others may read. */
  readonly id: string
  readonly kind: "ssh-key" | "https-token"
  /** A private key in OpenSSH form; a token, or `user:token` where the host wants a certain user. */
  readonly value: Sealed
}

export interface RepositoryAccess {
  readonly address: RepositoryAddress
  readonly credential?: GitCredential
  readonly signal?: AbortSignal
}

export interface CommitFacts {
  /** Whole commit id, lower case. */
  readonly commit: string
  readonly committedAt: number
  /** Texts of the commit without control and direction-changing characters; at most 200 characters each. */
  readonly author: string
  readonly subject: string
}

export interface ResolvedCommit extends CommitFacts {
  /** Full name, `refs/heads/main`; left out when a commit id was asked for. */
  readonly ref?: string
  readonly defaultBranch?: string
  /**
   * Of the page that was pasted, once it is known where its ref ends: the folder it names, or the nearest one above its file
   * that is a project of its own.
   */
  readonly directory?: string
  /** From the repository's root, also beside a `directory`. */
  readonly entrypoint?: string
}

export interface DeployKey {
  readonly privateKey: Sealed
  /** One line, as sites that hold repositories take it. */
  readonly publicKey: string
}

export interface Git {
  /** The version of the Git in use. @throws `git.too_old` below 2.37, which ignores the pinned address silently. */
  checkVersion(): Promise<string>
  /** Removes what calls left behind that were killed. For the start of the server, before any other call. */
  sweep(): Promise<void>
  /** Removes commits that nobody asked for in 30 days: they are fetched again when somebody does. At any time. */
  sweepCommits(): Promise<void>
  /** `ref` given: instead of the refs of the address. */
  resolve(access: RepositoryAccess & { readonly ref?: string }): Promise<ResolvedCommit>
  /** Brings the commit's tree here, its files when they are read. Nothing is fetched twice. */
  fetch(access: RepositoryAccess & { readonly commit: string }): Promise<CommitFiles>
  makeDeployKey(comment: string): Promise<DeployKey>
  /** @throws `credential.invalid` when it is no private key, or one behind a passphrase. */
  publicKeyOf(privateKey: Sealed): Promise<string>
}
