// The whole way from a commit's files to an environment that imports: read, resolve, build, check. Each step also stands alone.
import type { BuildChoices } from "./build-choices.ts"
import { buildEnvironment } from "./build-environment.ts"
import { checkImports, isCrash } from "./check-imports.ts"
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

// A Python that a package's own code ends (seen: clarifai 12.5.0 on 3.13.0) is passed over twice at most; each costs a build.
const crashesMax = 2

export async function prepareEnvironment(
  workshop: Workshop,
  request: PrepareRequest,
): Promise<Prepared> {
  const { choices, commitTime, onProgress, signal } = request
  const tell = teller(onProgress, workshop.clock)
  const dependencies = await readDependencies(request.files, request.directory)
  tell("dependencies", `dependencies: ${dependencies.file ?? "none found"}`)
  const isOpen = choices.python === undefined && dependencies.python === undefined
  const avoid: string[] = []
  let crash: unknown
  for (;;) {
    const search = { dependencies, commitTime, choices, avoid, onProgress, signal }
    const resolution = await resolveDependencies(workshop, search).catch((thrown: unknown) => {
      throw crash ?? thrown
    })
    await request.onResolved?.(resolution)
    const environment = await buildEnvironment(workshop, {
      resolution,
      choices,
      onProgress,
      signal,
    })
    try {
      const problems = await checkImports(workshop, { ...request, environment })
      const warnings = [...resolution.warnings, ...problems.map((one) => one.message)]
      tell(
        "check",
        `ready: Streamlit ${environment.streamlit} on Python ${environment.pythonVersion}`,
      )
      return { dependencies, resolution, environment, warnings }
    } catch (thrown) {
      if (!isOpen || !isCrash(thrown) || avoid.length === crashesMax) throw crash ?? thrown
      crash ??= thrown
      const { release } = resolution.interpreter
      avoid.push(release)
      tell("python", `the module's imports end Python ${release}: trying an older one`, "warning")
    }
  }
}
