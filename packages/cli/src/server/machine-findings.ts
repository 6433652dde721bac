// The tools and kernel features that a Modkeep server uses, each looked at where the server would look.
import { existsSync } from "node:fs"
import { access, constants, readdir, readFile, statfs } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { arch, homedir, platform, totalmem } from "node:os"
import type { Environment } from "../environment.ts"
import { spawn } from "../spawn.ts"

export interface Finding {
  readonly name: string
  /** `poor`: works, with something less; `missing`: Modkeep cannot do without it. */
  readonly state: "good" | "poor" | "missing"
  readonly found: string
  readonly help?: string
}

export async function lookAtMachine(environment: Environment): Promise<Finding[]> {
  const looks = await Promise.all([
    lookAtTool(environment, {
      name: "git",
      oldest: [2, 37],
      isNeeded: true,
      help: "apt install git",
    }),
    lookAtPythons(environment),
    lookAtTool(environment, {
      name: "uv",
      oldest: [0, 11],
      isNeeded: false,
      help: "the first build brings it",
    }),
    lookAtSandbox(environment),
    lookAtMemoryFolder(),
  ])
  return [lookAtSystem(), ...looks, lookAtMemory()]
}

function lookAtSystem(): Finding {
  const name = "system"
  if (platform() !== "linux") {
    return {
      name,
      state: "missing",
      found: platform(),
      help: "a server needs Linux: WSL2 or a virtual machine",
    }
  }
  Object.assign(process.report, { excludeNetwork: true })
  const report: { header?: { glibcVersionRuntime?: string } } = process.report.getReport()
  const glibc = report.header?.glibcVersionRuntime
  if (glibc === undefined)
    return {
      name,
      state: "missing",
      found: `Linux ${arch()} without glibc`,
      help: "use Debian, Ubuntu or Fedora",
    }
  return {
    name,
    state: "good",
    found: `Linux ${arch()}, glibc ${glibc}, Node ${process.versions.node}`,
  }
}

interface Tool {
  readonly name: string
  readonly oldest: readonly [number, number]
  readonly isNeeded: boolean
  readonly help: string
}

async function lookAtTool(
  environment: Environment,
  { name, oldest, isNeeded, help }: Tool,
): Promise<Finding> {
  const version = await versionOf(environment, name)
  const worst = isNeeded ? "missing" : "poor"
  if (version === undefined) return { name, state: worst, found: "not on the PATH", help }
  if (!isAtLeast(version, oldest))
    return { name, state: worst, found: `${version}, older than ${oldest.join(".")}`, help }
  return { name, state: "good", found: version }
}

/** All Pythons that builds may choose from: on the PATH, and those of pyenv. */
async function lookAtPythons(environment: Environment): Promise<Finding> {
  const pyenv = join(environment.inherited["PYENV_ROOT"] ?? join(homedir(), ".pyenv"), "versions")
  const ownFolders = await readdir(pyenv).catch(() => [])
  const names = ["python3", ...[8, 9, 10, 11, 12, 13, 14].map((minor) => `python3.${minor}`)]
  const onPath = names
    .map((name) => findOnPath(environment, name))
    .filter((file) => file !== undefined)
  const files = [
    ...onPath,
    ...ownFolders.map((folder) => join(pyenv, folder, "bin", "python3")).filter(existsSync),
  ]
  const versions = await Promise.all(files.map((file) => versionOf(environment, file)))
  const found = [...new Set(versions.filter((version) => version !== undefined))].toSorted(
    byVersion,
  )
  const name = "Python"
  if (!found.some((version) => isAtLeast(version, [3, 9]))) {
    return {
      name,
      state: "missing",
      found: found.join(", ") || "none",
      help: "3.9 or newer: apt install python3 python3-venv",
    }
  }
  return { name, state: "good", found: found.join(", ") }
}

async function lookAtSandbox(environment: Environment): Promise<Finding> {
  const name = "sandbox"
  if (findOnPath(environment, "bwrap") === undefined) {
    return {
      name,
      state: "poor",
      found: "bubblewrap is not on the PATH",
      help: "the first build brings it",
    }
  }
  const tried = await spawn({
    command: "bwrap",
    args: ["--ro-bind", "/", "/", "--unshare-all", "--die-with-parent", "true"],
    env: { PATH: environment.path },
    timeoutMs: 5000,
  })
  if (tried.code === 0)
    return {
      name,
      state: "good",
      found: `bubblewrap ${(await versionOf(environment, "bwrap")) ?? ""}`,
    }
  const limit = await readFile("/proc/sys/user/max_user_namespaces", "utf8").catch(() => "")
  return {
    name,
    state: "poor",
    found: `bubblewrap may not make namespaces here${limit.trim() === "0" ? " (user.max_user_namespaces is 0)" : ""}`,
    help: "modules are then isolated less; the server says what is missing",
  }
}

async function lookAtMemoryFolder(): Promise<Finding> {
  const name = "/dev/shm"
  const isWritable = await access("/dev/shm", constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!isWritable)
    return {
      name,
      state: "poor",
      found: "not writable",
      help: "secrets need memory-backed storage: mount a tmpfs there",
    }
  const { bavail, bsize } = await statfs("/dev/shm")
  return { name, state: "good", found: `${Math.round((bavail * bsize) / 1024 ** 2)} MiB free` }
}

function lookAtMemory(): Finding {
  const gibibytes = totalmem() / 1024 ** 3
  const found = `${gibibytes.toFixed(1)} GiB`
  return gibibytes >= 1
    ? { name: "memory", state: "good", found }
    : { name: "memory", state: "poor", found, help: "a running page takes 60 MiB and more" }
}

async function versionOf(environment: Environment, command: string): Promise<string | undefined> {
  const { code, stdout } = await spawn({
    command,
    args: ["--version"],
    env: environment.inherited,
    timeoutMs: 5000,
  })
  return code === 0 ? /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0] : undefined
}

function findOnPath(environment: Environment, name: string): string | undefined {
  return environment.path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file))
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true })
}
