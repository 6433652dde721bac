// The room of Python environments, as the rest of the server holds it: made once, then asked.
import { mkdir } from "node:fs/promises"
import { join } from "node:path"

import { type Clock, systemClock } from "#base/clock.ts"

import { type BuildRequest, buildEnvironment, findEnvironment } from "./build-environment.ts"
import { type ImportCheckRequest, type ImportProblem, checkImports } from "./check-imports.ts"
import type { Dependencies } from "./dependencies.ts"
import type { Environment } from "./environment.ts"
import { findInterpreters } from "./find-interpreters.ts"
import { type Tools, findTools } from "./find-tools.ts"
import type { Interpreter } from "./interpreter.ts"
import { layFolders } from "./job-folder.ts"
import { type EnvironmentLimits, defaultLimits } from "./limits.ts"
import { type PrepareRequest, type Prepared, prepareEnvironment } from "./prepare-environment.ts"
import { type Preview, type PreviewRequest, previewEnvironment } from "./preview-environment.ts"
import { readDependencies } from "./read-dependencies.ts"
import { removeEnvironment } from "./remove-environment.ts"
import type { Resolution } from "./resolution.ts"
import { resolveDependencies } from "./resolve-dependencies.ts"
import type { ResolveRequest } from "./resolve-search.ts"
import type { SourceFiles } from "./source-files.ts"
import { type BuildUser, type Workshop, pythonsFolder } from "./workshop.ts"

export interface EnvironmentsSettings {
  /** The server's data folder, absolute: environments, cache and tools go below it. */
  readonly data: string
  readonly path: string
  readonly home: string | undefined
  readonly pyenvRoot: string | undefined
  /** Proxies, certificates and index addresses; the only variables that builds see. */
  readonly network: Readonly<Record<string, string>>
  /** Who builds run as when the server is root; default 64900. Not one that modules run as. */
  readonly user?: BuildUser
  readonly isRoot: boolean
  readonly limits?: Partial<EnvironmentLimits>
  readonly clock?: Clock
  /** What is done once at the first start, such as installing uv. */
  readonly onText?: (text: string) => void
}

export interface Environments {
  readonly tools: Tools
  readonly interpreters: readonly Interpreter[]
  /** Where the environments lie, one folder per id. */
  readonly folder: string
  readDependencies(files: SourceFiles, directory: string): Promise<Dependencies>
  resolve(request: ResolveRequest): Promise<Resolution>
  build(request: BuildRequest): Promise<Environment>
  checkImports(request: ImportCheckRequest): Promise<ImportProblem[]>
  /** The four steps above in order. */
  prepare(request: PrepareRequest): Promise<Prepared>
  preview(request: PreviewRequest): Promise<Preview>
  find(id: string): Promise<Environment | undefined>
  remove(id: string): Promise<void>
}

/** Finds or installs the tools, and removes what interrupted builds left. @throws Fault environment.tools */
export async function openEnvironments(settings: EnvironmentsSettings): Promise<Environments> {
  const folder = join(settings.data, "environments")
  const toolsFolder = join(settings.data, "tools")
  await mkdir(toolsFolder, { recursive: true })
  const interpreters = await findInterpreters({ ...settings, managed: pythonsFolder(folder) })
  const tools = await findTools({
    folder: toolsFolder,
    path: settings.path,
    network: settings.network,
    pythons: interpreters.filter((one) => one.release !== "3.8").map((one) => one.path),
    ...(settings.onText === undefined ? {} : { onText: settings.onText }),
  })
  const workshop: Workshop = {
    folder,
    tools,
    interpreters,
    downloadsPythons: settings.network["UV_PYTHON_DOWNLOADS"] !== "never",
    network: networkFor(settings.network),
    user:
      settings.isRoot && tools.bubblewrap !== undefined
        ? (settings.user ?? { uid: 64_900, gid: 64_900 })
        : undefined,
    limits: { ...defaultLimits, ...settings.limits },
    clock: settings.clock ?? systemClock,
    underWay: new Map(),
  }
  await layFolders(workshop, settings.onText)
  return {
    tools,
    interpreters,
    folder,
    readDependencies,
    resolve: async (request) => await resolveDependencies(workshop, request),
    build: async (request) => await buildEnvironment(workshop, request),
    checkImports: async (request) => await checkImports(workshop, request),
    prepare: async (request) => await prepareEnvironment(workshop, request),
    preview: async (request) => await previewEnvironment(workshop, request),
    find: async (id) => await findEnvironment(workshop, id),
    remove: async (id) => await removeEnvironment(workshop, id),
  }
}

// uv does not read pip's variables; the machine's own certificates count as they do for pip.
function networkFor(variables: Readonly<Record<string, string>>): Record<string, string> {
  const index =
    variables["UV_DEFAULT_INDEX"] ?? variables["UV_INDEX_URL"] ?? variables["PIP_INDEX_URL"]
  const kept = Object.entries(variables).filter(([name]) => !/^(?:PIP|GIT|UV)_/u.test(name))
  return {
    ...Object.fromEntries(kept),
    ...(index === undefined ? {} : { UV_DEFAULT_INDEX: index }),
    UV_SYSTEM_CERTS: "true",
  }
}
