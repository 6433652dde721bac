// Builds the environment of a lock, once: in a temporary folder that gets its name when everything in it is right.
//
// Interrupted at any instant it leaves a temporary folder only. Requests for an id that is being built wait for that build.
import { access, chmod, rename, rm } from "node:fs/promises"
import { join } from "node:path"

import type { Build } from "./build.ts"
import type { BuildChoices } from "./build-choices.ts"
import { checkStreamlit } from "./check-streamlit.ts"
import { compileBytecode } from "./compile-bytecode.ts"
import type { Environment } from "./environment.ts"
import { environmentId } from "./environment-id.ts"
import { environmentTooLarge } from "./environment-too-large.ts"
import { installSources } from "./install-sources.ts"
import { installWheels } from "./install-wheels.ts"
import { makeJobFolder } from "./job-folder.ts"
import { readManifest, writeManifest } from "./manifest.ts"
import { measureTree } from "./measure-tree.ts"
import { type OnProgress, type Tell, teller } from "./progress.ts"
import type { Resolution } from "./resolution.ts"
import type { Workshop } from "./workshop.ts"

export interface BuildRequest {
  readonly resolution: Resolution
  readonly choices: BuildChoices
  readonly onProgress?: OnProgress | undefined
  readonly signal?: AbortSignal | undefined
}

export async function buildEnvironment(
  workshop: Workshop,
  request: BuildRequest,
): Promise<Environment> {
  const { lock, interpreter } = request.resolution
  const id = environmentId(lock, interpreter)
  const tell = teller(request.onProgress, workshop.clock)
  for (;;) {
    request.signal?.throwIfAborted()
    const present = await findEnvironment(workshop, id)
    if (present !== undefined) {
      tell("build", `environment ${id.slice(0, 12)} is there already`)
      return present
    }
    const other = workshop.underWay.get(id)
    if (other === undefined) break
    tell("build", "the same environment is being built: waiting for it")
    // A build that failed or was cancelled by its own requester is tried again for this one.
    await Promise.race([other.catch(() => undefined), aborted(request.signal)])
  }
  const building = build(workshop, request, id, tell)
  workshop.underWay.set(id, building)
  try {
    return await building
  } finally {
    workshop.underWay.delete(id)
  }
}

/** The environment with this id, when it is there and its interpreter still is. */
export async function findEnvironment(
  workshop: Workshop,
  id: string,
): Promise<Environment | undefined> {
  const environment = await readManifest(join(workshop.folder, id))
  if (environment === undefined) return undefined
  const works = await access(environment.python).then(
    () => true,
    () => false,
  )
  return works ? environment : undefined
}

async function build(
  workshop: Workshop,
  request: BuildRequest,
  id: string,
  tell: Tell,
): Promise<Environment> {
  await using job = await makeJobFolder(workshop)
  const making: Build = {
    workshop,
    resolution: request.resolution,
    choices: request.choices,
    job,
    folder: join(job.path, "environment"),
    deadline: workshop.clock.now() + workshop.limits.buildTimeoutMs,
    tell,
    signal: request.signal,
  }
  await installWheels(making)
  await installSources(making)
  await compileBytecode(making)
  await checkStreamlit(making)
  return await name(making, id)
}

async function name(making: Build, id: string): Promise<Environment> {
  const { workshop, resolution, folder } = making
  const { sizeBytes, files, folders } = await measureTree(folder)
  const { sizeBytesMax, filesMax } = workshop.limits
  if (sizeBytes > sizeBytesMax || files > filesMax) {
    throw environmentTooLarge(workshop.limits, { sizeBytes, files })
  }
  await writeManifest(folder, {
    id,
    pythonPrefix: resolution.interpreter.prefix,
    pythonVersion: resolution.interpreter.version,
    streamlit: resolution.streamlit,
    lock: resolution.lock,
    sizeBytes,
    files,
    sourceBuilt: resolution.sourceOnly,
  })
  // uv's own marks: a lock that everyone may write, and notes for tools that look at the folder from outside.
  for (const mark of [".lock", ".gitignore", "CACHEDIR.TAG"])
    await rm(join(folder, mark), { force: true })
  // Folders alone: a file's mode belongs to the cache's file as well, which other environments link to.
  for (const path of folders.slice(1).reverse()) await chmod(path, 0o555)
  making.signal?.throwIfAborted()
  const path = join(workshop.folder, id)
  await clearAway(path, join(making.job.path, "unusable"))
  await rename(folder, path)
  await chmod(path, 0o555)
  making.tell(
    "build",
    `environment ${id.slice(0, 12)}: ${Math.round(sizeBytes / 1024 ** 2)} MiB, ${files} files`,
  )
  const environment = await readManifest(path)
  if (environment === undefined) throw new Error(`environment ${id} vanished after its build`)
  return { ...environment, reused: false }
}

/** What stands in the place cannot be used, or it would have been taken: its Python is gone. It goes with the build's own folder. */
async function clearAway(path: string, to: string): Promise<void> {
  const isThere = await chmod(path, 0o755).then(
    () => true,
    () => false,
  )
  if (isThere) await rename(path, to)
}

async function aborted(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    signal?.addEventListener("abort", () => resolve(), { once: true })
  })
}
