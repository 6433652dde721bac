// The whole way from a commit's files to an environment that imports: read, resolve, build, check. Each step also stands alone.
import type { BuildChoices } from "./build-choices.ts"
import { buildEnvironment } from "./build-environment.ts"
import { checkImports } from "./check-imports.ts"
import type { Dependencies } from "./dependencies.ts"
import type { Environment } from "./environment.ts"
import type { ScannedImport } from "./import-scan.ts"
import { type OnProgress, teller } from "./progress.ts"
import { readDependencies } from "./read-dependencies.ts"
import type { Resolution } from "./resolution.ts"
import { resolveDependencies } from "./resolve-dependencies.ts"
import type { SourceFiles } from "./source-files.ts"
import type { Workshop } from "./workshop.ts"

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
  readonly onProgress?: OnProgress | undefined
  readonly signal?: AbortSignal | undefined
  /** Runs between resolve and build; what it throws is the build's failure (the Streamlit release is known here). */
  readonly onResolved?: (resolution: Resolution) => Promise<void> | void
}

export interface Prepared {
  readonly dependencies: Dependencies
  readonly resolution: Resolution
  readonly environment: Environment
  readonly warnings: readonly string[]
}

export async function prepareEnvironment(
  workshop: Workshop,
  request: PrepareRequest,
): Promise<Prepared> {
  const { choices, onProgress, signal } = request
  const tell = teller(onProgress, workshop.clock)
  const dependencies = await readDependencies(request.files, request.directory)
  tell("dependencies", `dependencies: ${dependencies.file ?? "none found"}`)
  const { commitTime } = request
  const resolution = await resolveDependencies(workshop, {
    dependencies,
    commitTime,
    choices,
    onProgress,
    signal,
  })
  await request.onResolved?.(resolution)
  const environment = await buildEnvironment(workshop, { resolution, choices, onProgress, signal })
  const problems = await checkImports(workshop, { ...request, environment })
  const warnings = [...resolution.warnings, ...problems.map((one) => one.message)]
  tell("check", `ready: Streamlit ${environment.streamlit} on Python ${environment.pythonVersion}`)
  return { dependencies, resolution, environment, warnings }
}
