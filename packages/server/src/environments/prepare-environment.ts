// The whole way from a commit's files to an environment that imports: read, resolve, build, check. Each step also stands alone.
import type { Dependencies } from "./dependencies.ts"
import type { Environment } from "./environment.ts"
import type { ScannedImport } from "./import-scan.ts"
import type { OnProgress } from "./progress.ts"
import type { Resolution } from "./resolution.ts"
import type { SourceFiles } from "./source-files.ts"

/** What a version's author may choose; `undefined` is the default of each. */
export interface BuildChoices {
  /** Default `commit`. A date is `2023-07-15` or a full ISO 8601 time. */
  readonly resolveAs?: "commit" | "today" | string | undefined
  /** `3.10` or `3.10.13`: wins over what the repository asks for. */
  readonly python?: string | undefined
  readonly extraPackages?: readonly string[] | undefined
  /** Default `sandboxed`. */
  readonly sourceBuilds?: "sandboxed" | "never" | undefined
  /** Default `enforce`; `warn` is "deploy anyway". */
  readonly importCheck?: "enforce" | "warn" | undefined
}

export interface PrepareRequest {
  readonly files: SourceFiles
  /** The exported working copy of the commit, for the import check. */
  readonly tree: string
  /** Root directory of the module inside the repository, "" for the top. */
  readonly directory: string
  /** Path of the entry point in the repository. */
  readonly entrypoint: string
  /** Milliseconds since 1970. */
  readonly commitTime: number
  readonly imports: readonly ScannedImport[]
  readonly choices: BuildChoices
  readonly onProgress?: OnProgress
  readonly signal?: AbortSignal
  /** Runs between resolve and build; what it throws is the build's failure (the Streamlit release is known here). */
  readonly onResolved?: (resolution: Resolution) => Promise<void> | void
}

export interface Prepared {
  readonly dependencies: Dependencies
  readonly resolution: Resolution
  readonly environment: Environment
  readonly warnings: readonly string[]
}
