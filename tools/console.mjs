// Builds the console (packages/web → packages/web/dist) when its sources changed since the last build, and only then.
//
// Plain JavaScript for any Node ≥ 18. The build lands in a folder of its own and takes the old one's place by rename, so that a
// running server never serves half of it and two builds at once do not disturb each other. `node tools/console.mjs` builds it by hand.
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { mkdir, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { projectNode, root } from "./project-node.mjs"
import { duration, fail, step, Trouble } from "./report.mjs"

const web = join(root, "packages", "web")
const dist = join(web, "dist")
const sources = [
  "packages/contract/src",
  "packages/toml/src",
  "packages/web/build",
  "packages/web/index.html",
  "packages/web/public",
  "packages/web/src",
  "packages/web/vite.config.ts",
  "package-lock.json",
]

/** Builds the console if it has to. Returns a line to print. */
export async function buildConsole() {
  const stamp = stampOf(sources)
  if (builtStamp() === stamp) return "all there"
  const from = performance.now()
  const next = join(web, ".cache", `next-${process.pid}`)
  const old = join(web, ".cache", `old-${process.pid}`)
  await mkdir(join(web, ".cache"), { recursive: true })
  await runBuild(next)
  await writeFile(join(next, ".stamp"), stamp)
  if (existsSync(dist)) await rename(dist, old).catch(() => undefined)
  await rename(next, dist).catch(async (error) => {
    await rm(next, { recursive: true, force: true })
    if (builtStamp() === undefined) throw error
  })
  await rm(old, { recursive: true, force: true })
  return `built in ${duration(performance.now() - from)}`
}

/** A hash over names and contents: times say nothing after a checkout. */
function stampOf(places) {
  const hash = createHash("sha256")
  for (const place of places) {
    for (const file of filesBelow(place)) {
      if (/\.test\.tsx?$/.test(file)) continue
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update("\0")
    }
  }
  return hash.digest("hex")
}

function filesBelow(place) {
  const path = join(root, place)
  if (/\.[a-z]+$/.test(place)) return [place]
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(`${place}/${entry.name}`) : [`${place}/${entry.name}`],
    )
}

function builtStamp() {
  try {
    return readFileSync(join(dist, ".stamp"), "utf8")
  } catch {
    return undefined
  }
}

async function runBuild(folder) {
  const script = join(web, "build", "build-console.ts")
  const code = await new Promise((resolve, reject) => {
    // React's own checks would ship when a test run, which is no production, builds.
    const env = { ...process.env, NODE_ENV: "production" }
    const child = spawn(projectNode(), [script, folder], { cwd: web, env, stdio: ["ignore", 2, 2] })
    child.on("error", reject)
    child.on("exit", resolve)
  })
  if (code === 0) return
  await rm(folder, { recursive: true, force: true })
  throw new Trouble("The console could not be built (the reason is above)")
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await step("console", buildConsole).catch(fail)
}
