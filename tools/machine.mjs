// Says whether Modkeep can run on this machine: Linux with glibc, git ≥ 2.37, Python ≥ 3.9. Looks only; installs nothing.
import { execFile } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { root } from "./project-node.mjs"
import { Trouble } from "./report.mjs"

/** Written when the machine passed. `npm ci` takes it away with node_modules: after an upgrade the machine is looked at again. */
const passed = join(root, "node_modules", ".cache", "modkeep", "machine")

/** git 2.37 is the first whose partial clones Modkeep's fetches rely on. */
const gitOldest = [2, 37]
const pythonOldest = [3, 9]
const pythonNames = ["python3", "python3.13", "python3.12", "python3.11", "python3.10", "python3.9"]

/** One line that describes the machine. Throws a `Trouble` that names everything that is missing at once. */
export async function checkMachine() {
  checkPlatform()
  const [git, python] = await Promise.all([version("git", ["--version"]), newestPython()])
  const missing = [
    ...lacking("git", git, gitOldest, "apt install git"),
    ...lacking("Python", python, pythonOldest, "apt install python3 python3-venv"),
  ]
  if (missing.length > 0) throw new Trouble(`Cannot start Modkeep:\n${missing.join("\n")}`)
  return `Linux ${process.arch}, git ${git.join(".")}, Python ${python.join(".")}`
}

export function machinePassed() {
  return existsSync(passed)
}

export function rememberMachine() {
  mkdirSync(dirname(passed), { recursive: true })
  writeFileSync(passed, "")
}

function checkPlatform() {
  if (process.platform !== "linux") {
    throw new Trouble(
      `Modkeep runs on Linux, this is ${process.platform}: use WSL2 on Windows, or a Linux virtual machine (Lima, OrbStack, UTM) on macOS`,
    )
  }
  process.report.excludeNetwork = true
  if (process.report.getReport().header.glibcVersionRuntime === undefined) {
    throw new Trouble(
      "Modkeep needs a Linux with glibc (Debian, Ubuntu, Fedora …), this one has another C library: use a virtual machine or container with one of those",
    )
  }
  if (process.arch !== "x64" && process.arch !== "arm64") {
    throw new Trouble(`Modkeep runs on x64 and arm64, this machine is ${process.arch}`)
  }
}

function lacking(name, found, oldest, mend) {
  const wanted = `${name} ≥ ${oldest.join(".")}`
  if (found === undefined) return [`  ${wanted} is not on the PATH (${mend})`]
  return isAtLeast(found, oldest)
    ? []
    : [`  ${wanted} is needed, found ${found.join(".")} (${mend})`]
}

async function newestPython() {
  const found = await version(pythonNames[0], ["--version"])
  if (found !== undefined && isAtLeast(found, pythonOldest)) return found
  const others = await Promise.all(pythonNames.slice(1).map((name) => version(name, ["--version"])))
  return others.find((other) => other !== undefined) ?? found
}

function version(command, args) {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 10_000 }, (error, stdout) => {
      const match = error ? null : /(\d+)\.(\d+)(?:\.(\d+))?/.exec(stdout)
      resolve(match ? match.slice(1).filter(Boolean).map(Number) : undefined)
    })
  })
}

function isAtLeast(found, oldest) {
  return found[0] > oldest[0] || (found[0] === oldest[0] && found[1] >= oldest[1])
}
