// Brings the packages of package-lock.json when they are not all there, and never takes a developer's tools away.
//
// What is installed is read from npm's own record (node_modules/.package-lock.json), which npm writes last: an install that was
// interrupted leaves none, and one made by hand counts as well as ours. No network is touched when nothing is missing.
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { root } from "./project-node.mjs"
import { Trouble } from "./report.mjs"

/** Installs what is missing. Returns a line to print, or undefined when everything was there. */
export async function bringPackages({ dev, onInstall }) {
  const lock = readLock(join(root, "package-lock.json"))
  const installed = readLock(join(root, "node_modules", ".package-lock.json"))
  if (missingPackages(lock, installed, dev).length === 0) return undefined
  const withDev = dev || Object.values(installed).some((entry) => entry.dev === true)
  onInstall(withDev)
  await npmCi(withDev ? ["--include=dev"] : ["--omit=dev"])
  const after = readLock(join(root, "node_modules", ".package-lock.json"))
  const still = missingPackages(lock, after, dev)
  if (still.length > 0) throw new Trouble(`npm ended well but did not install: ${still.join(", ")}`)
  return `${Object.keys(after).length} packages${withDev ? " with the development tools" : ""}`
}

/** The places in node_modules that the lock wants on this machine and the record of the last install does not have. */
export function missingPackages(lock, installed, dev) {
  return Object.entries(lock)
    .filter(([place, entry]) => place.includes("node_modules/") && isWanted(place, entry, dev))
    .filter(([place, entry]) => {
      const there = installed[place]
      return (
        there === undefined ||
        there.version !== entry.version ||
        there.integrity !== entry.integrity
      )
    })
    .map(([place]) => place)
}

function isWanted(place, entry, dev) {
  if (entry.optional || entry.devOptional) return place === ownNode()
  return dev || entry.dev !== true
}

/** The one optional package that has to be there: unless the running Node is new enough, nothing starts without it. */
function ownNode() {
  return Number(process.versions.node.split(".")[0]) >= 24
    ? undefined
    : `node_modules/node-linux-${process.arch}`
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? {}
  } catch (error) {
    if (error.code === "ENOENT") return {}
    throw new Trouble(`Cannot read ${file}: ${error.message}`)
  }
}

async function npmCi(flags) {
  const npm = npmCommand()
  const args = [
    ...npm.args,
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    ...flags,
  ]
  const code = await new Promise((resolve, reject) => {
    const child = spawn(npm.command, args, { cwd: root, stdio: ["ignore", 2, 2], env: npm.env })
    child.on("error", reject)
    child.on("exit", resolve)
  }).catch((error) => {
    throw new Trouble(`Cannot run npm: ${error.message}. Install Node ≥ 18 with npm`)
  })
  if (code !== 0) {
    throw new Trouble(
      "npm could not install the packages (its words are above). The first start needs the npm registry; behind a proxy, set HTTPS_PROXY",
    )
  }
}

/** The npm that runs this script, else the one on the PATH: never through node_modules, which `npm ci` takes away under it. */
function npmCommand() {
  const path = (process.env.PATH ?? "").split(":").filter((folder) => !folder.startsWith(root))
  const env = { ...process.env, PATH: path.join(":") }
  const own = process.env.npm_execpath
  if (own === undefined || !own.endsWith(".js")) return { command: "npm", args: [], env }
  const node = process.env.npm_node_execpath ?? process.execPath
  return dirname(node).startsWith(root)
    ? { command: "npm", args: [], env }
    : { command: node, args: [own], env }
}
