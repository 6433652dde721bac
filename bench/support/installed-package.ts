// An opponent from its registry: installed once into .cache/bench, at a pinned version, without running its scripts.
import { execFile } from "node:child_process"
import { mkdir, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)
const installTimeoutMs = 300_000

/** The path of the program that the package brings. @throws when the registry cannot be reached */
export async function installedPackage(name: string, version: string, program: string) {
  const folder = join(import.meta.dirname, "../../.cache/bench", `${program}-${version}`)
  const path = join(folder, "node_modules/.bin", program)
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  if (isThere) return path
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, "package.json"), '{ "private": true }\n')
  await run("npm", ["install", "--ignore-scripts", "--no-audit", `${name}@${version}`], {
    cwd: folder,
    timeout: installTimeoutMs,
  })
  return path
}
