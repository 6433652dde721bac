// Python environments with the Streamlit releases that Modkeep promises, made once and shared by every test.
//
// They lie in `.cache/environments/<name>`; a lock folder keeps two test runs from making the same one at once, and an
// environment counts as made only when its import check passed. Old releases are resolved as of their own time: installed as
// of today, Streamlit 1.23.1 gets a numpy and a pyarrow that do not import together.
import { execFile } from "node:child_process"
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { promisify } from "node:util"

const run = promisify(execFile)
const cache = resolve(import.meta.dirname, "../../.cache")
const makeTimeoutMs = 600_000

const until = { "1.23.1": "2023-07-15", "1.40.2": "2024-12-01", "1.67.0": undefined } as const

export type StreamlitRelease = keyof typeof until
export const streamlitReleases: readonly StreamlitRelease[] = ["1.23.1", "1.40.2", "1.67.0"]

export interface StreamlitEnvironment {
  readonly release: StreamlitRelease
  /** The environment's interpreter. */
  readonly python: string
  readonly folder: string
  /** The installation the interpreter belongs to: a process that runs it must be able to read this folder too. */
  readonly basePrefix: string
}

interface Extra {
  /** A name for the folder, when more than Streamlit is installed. */
  readonly name: string
  readonly packages: readonly string[]
  /** Resolve as of this day instead of the release's own. */
  readonly excludeNewer?: string
}

/** The environment of a release, made at the first call. With `extra`, a second one that holds more packages. */
export async function streamlitEnvironment(
  release: StreamlitRelease,
  extra?: Extra,
): Promise<StreamlitEnvironment> {
  const folder = join(
    cache,
    "environments",
    extra === undefined ? release : `${release}-${extra.name}`,
  )
  const date = extra?.excludeNewer ?? until[release]
  const recipe = JSON.stringify([release, date, extra?.packages ?? []])
  const found = await read(folder, recipe, release)
  if (found !== undefined) return found
  return locked(`${folder}.lock`, async () => {
    const made = await read(folder, recipe, release)
    if (made !== undefined) return made
    await rm(folder, { recursive: true, force: true })
    const uv = await findUv()
    const limits = { timeout: makeTimeoutMs, maxBuffer: 16 * 1024 * 1024 }
    await run(uv, ["venv", "--quiet", "--python", "3.11", folder], limits)
    const python = join(folder, "bin/python")
    const asOf = date === undefined ? [] : ["--exclude-newer", date]
    const wanted = [`streamlit==${release}`, ...(extra?.packages ?? [])]
    await run(
      uv,
      ["pip", "install", "--quiet", "--compile-bytecode", "--python", python, ...asOf, ...wanted],
      limits,
    )
    await run(python, ["-c", "import streamlit.web.bootstrap"], limits)
    const { stdout } = await run(python, ["-c", "import sys; print(sys.base_prefix)"], limits)
    await writeFile(
      join(folder, "made.json"),
      JSON.stringify({ recipe, basePrefix: stdout.trim() }),
    )
    return { release, python, folder, basePrefix: stdout.trim() }
  })
}

async function read(
  folder: string,
  recipe: string,
  release: StreamlitRelease,
): Promise<StreamlitEnvironment | undefined> {
  const text = await readFile(join(folder, "made.json"), "utf8").catch(() => undefined)
  if (text === undefined) return undefined
  const made: unknown = JSON.parse(text)
  if (typeof made !== "object" || made === null) return undefined
  if (!("recipe" in made) || made.recipe !== recipe) return undefined
  if (!("basePrefix" in made) || typeof made.basePrefix !== "string") return undefined
  return { release, python: join(folder, "bin/python"), folder, basePrefix: made.basePrefix }
}

/** uv from the PATH, else installed with pip into `.cache/tools/uv`. */
export async function findUv(): Promise<string> {
  if (await works("uv")) return "uv"
  const folder = join(cache, "tools/uv")
  const own = join(folder, "bin/uv")
  if (await works(own)) return own
  return locked(`${folder}.lock`, async () => {
    if (await works(own)) return own
    await rm(folder, { recursive: true, force: true })
    await run("python3", ["-m", "venv", folder], { timeout: makeTimeoutMs })
    await run(join(folder, "bin/pip"), ["install", "--quiet", "uv>=0.11.15"], {
      timeout: makeTimeoutMs,
    })
    return own
  })
}

async function works(program: string): Promise<boolean> {
  return run(program, ["--version"]).then(
    () => true,
    () => false,
  )
}

/** One process at a time. A lock whose owner is gone is taken over. */
async function locked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(resolve(folder, ".."), { recursive: true })
  const owner = join(folder, "pid")
  for (;;) {
    try {
      await mkdir(folder)
      await writeFile(owner, String(process.pid))
      break
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
      if (await abandoned(owner)) await rm(folder, { recursive: true, force: true })
      else await wait(200)
    }
  }
  try {
    return await work()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function abandoned(owner: string): Promise<boolean> {
  const pid = Number(await readFile(owner, "utf8").catch(() => ""))
  // A lock without a number was made this very moment: its owner is about to write it.
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}
