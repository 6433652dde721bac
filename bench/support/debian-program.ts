// An opponent or a tool from Debian's package archive: fetched with `apt-get download` and unpacked into .cache/bench, not installed,
// so that nothing of the machine changes.
import { execFile } from "node:child_process"
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)
const cache = join(import.meta.dirname, "../../.cache/bench")

export interface DebianProgram {
  readonly path: string
  /** Its libraries lie beside it. */
  readonly environment: Readonly<Record<string, string>>
  /** Package and version. */
  readonly version: string
}

/** @param packages the program's own first, then those it needs. @throws when the archive cannot be reached */
export async function debianProgram(
  packages: readonly [string, ...string[]],
  program: string,
): Promise<DebianProgram> {
  const folder = join(cache, `debian-${packages[0]}`)
  if (!(await isThere(folder))) await unpack(packages, folder)
  const archives = await readdir(join(folder, "archives"))
  const own = archives.find((name) => name.startsWith(`${packages[0]}_`)) ?? ""
  return {
    path: join(folder, program),
    environment: { LD_LIBRARY_PATH: join(folder, "usr/lib", await triplet(folder)) },
    version: own.split("_", 2).map(decodeURIComponent).join(" "),
  }
}

async function unpack(packages: readonly string[], folder: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, "draft-"))
  try {
    const archives = join(draft, "archives")
    await mkdir(archives)
    await run("apt-get", ["download", ...packages], { cwd: archives, timeout: 300_000 })
    for (const archive of await readdir(archives))
      await run("dpkg-deb", ["--extract", join(archives, archive), draft])
    await rename(draft, folder)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** The folder of this machine's kind, such as x86_64-linux-gnu; empty when no library came along. */
async function triplet(folder: string): Promise<string> {
  const names = await readdir(join(folder, "usr/lib")).catch(() => [])
  return names.find((name) => name.endsWith("-linux-gnu")) ?? ""
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}
