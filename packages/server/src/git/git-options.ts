// What the Git room is given by the composition root, and its limits.
import type { Clock } from "#base/clock.ts"

export interface GitOptions {
  /** Fetched commits live in `git/` below it; one server per data folder. */
  readonly dataFolder: string
  /** Folders below which `file://` repositories may be deployed; none by default. */
  readonly localFolders: readonly string[]
  /** Where `git`, `ssh` and `ssh-keygen` are looked up, like PATH. */
  readonly searchPath: string
  /** Hosts the operator allows although their addresses are private: `git.corp.example`, `10.1.2.3`, `[fd00::1]`. */
  readonly allowPrivateHosts?: readonly string[]
  /** `HTTPS_PROXY` of the server's configuration. */
  readonly proxy?: string
  /** Certificates of a private authority, PEM. */
  readonly certificatesFile?: string
  /** Memory-backed storage for keys and tokens during a call. */
  readonly memoryFolder?: string
  readonly limits?: Partial<GitLimits>
  readonly clock?: Clock
  /** Name resolution; the system's own unless given. */
  readonly lookup?: (host: string) => Promise<readonly { readonly address: string }[]>
}

export interface GitLimits {
  readonly timeoutMs: number
  /** Of what one call fetches, and of what one export writes. */
  readonly bytesMax: number
  readonly filesMax: number
}

export const defaultGitLimits: GitLimits = {
  timeoutMs: 30_000,
  bytesMax: 200 * 1024 * 1024,
  filesMax: 20_000,
}
