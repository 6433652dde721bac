// Which environment a commit would get, and whether it is there: read and resolved as a build does, and nothing built.
//
// The lock decides, and only a resolve knows the lock. It costs what the build then finds in the cache.
import type { BuildChoices } from "./build-choices.ts"
import { findEnvironment } from "./build-environment.ts"
import { environmentId } from "./environment-id.ts"
import { readLock } from "./lock.ts"
import { readDependencies } from "./read-dependencies.ts"
import type { Resolution } from "./resolution.ts"
import { resolveDependencies } from "./resolve-dependencies.ts"
import type { SourceFiles } from "./source-files.ts"
import type { Workshop } from "./workshop.ts"

export interface PreviewRequest {
  readonly files: SourceFiles
  /** Root directory of the module inside the repository, "" for the top. */
  readonly directory: string
  /** Milliseconds since 1970. */
  readonly commitTime: number
  readonly choices: BuildChoices
  readonly signal?: AbortSignal | undefined
}

export interface Preview {
  readonly id: string
  readonly state: "built" | "building" | "absent"
  readonly resolution: Resolution
  /** Distributions in the lock. */
  readonly packages: number
}

export async function previewEnvironment(
  workshop: Workshop,
  { files, directory, commitTime, choices, signal }: PreviewRequest,
): Promise<Preview> {
  const dependencies = await readDependencies(files, directory)
  const request = { dependencies, commitTime, choices, signal }
  const resolution = await resolveDependencies(workshop, request)
  const id = environmentId(resolution.lock, resolution.interpreter)
  const present = await findEnvironment(workshop, id)
  const state = present !== undefined ? "built" : workshop.underWay.has(id) ? "building" : "absent"
  return { id, state, resolution, packages: readLock(resolution.lock).length }
}
