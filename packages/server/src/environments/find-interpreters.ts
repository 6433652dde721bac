// Lists the Pythons of this machine that environments can be made from, newest first: PATH, pyenv's folders, uv's own.
//
// Only real executables are asked (pyenv's shims are scripts: one costs 1–2 s), each once however many links lead to it.
// One that lacks ssl or venv, or is not CPython 3.8 or newer, is left out.
import { open, readdir, realpath } from "node:fs/promises"
import { join } from "node:path"

import { run } from "#base/run.ts"

import type { Interpreter } from "./interpreter.ts"
import { compareVersions, pythonReleases } from "./python-release.ts"

export interface InterpreterSearch {
  readonly path: string
  readonly home: string | undefined
  readonly pyenvRoot: string | undefined
  /** Where uv keeps the Pythons that it downloaded for us. */
  readonly managed: string
}

const question = `
import json, platform, ssl, sys, sysconfig, venv
print(json.dumps({"version": platform.python_version(), "prefix": sys.base_prefix,
  "implementation": sys.implementation.name,
  "platform": "%s-%s" % (sysconfig.get_config_var("SOABI"), platform.libc_ver()[0])}))`

export async function findInterpreters(search: InterpreterSearch): Promise<Interpreter[]> {
  const paths = new Set<string>()
  for (const candidate of await candidates(search)) {
    const real = await realpath(candidate).catch(() => undefined)
    if (real !== undefined && (await isProgram(real))) paths.add(real)
  }
  const found = await Promise.all([...paths].map(ask))
  return found
    .filter((one) => one !== undefined)
    .sort((left, right) => compareVersions(left.version, right.version))
}

async function candidates(search: InterpreterSearch): Promise<string[]> {
  const folders = search.path.split(":").filter((folder) => folder.startsWith("/"))
  const parents = [search.managed]
  if (search.pyenvRoot !== undefined) parents.push(join(search.pyenvRoot, "versions"))
  if (search.home !== undefined) {
    parents.push(join(search.home, ".pyenv/versions"), join(search.home, ".local/share/uv/python"))
  }
  for (const parent of new Set(parents)) {
    for (const name of await names(parent)) folders.push(join(parent, name, "bin"))
  }
  folders.push("/usr/local/bin", "/usr/bin")
  const executables = ["python3", "python", ...pythonReleases.map((release) => `python${release}`)]
  return [...new Set(folders)].flatMap((folder) => executables.map((name) => join(folder, name)))
}

async function names(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => [])
}

// ELF, not a script that finds a Python of its own.
async function isProgram(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return false
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.toString("latin1") === "\u007FELF"
  } finally {
    await file.close()
  }
}

async function ask(path: string): Promise<Interpreter | undefined> {
  try {
    const args = ["-I", "-B", "-c", question]
    const result = await run({
      command: path,
      args,
      env: {},
      timeoutMs: 15_000,
      outputBytesMax: 16_000,
    })
    const told: unknown = result.code === 0 ? JSON.parse(result.stdout) : undefined
    return isTold(told) ? interpreter(path, told) : undefined
  } catch {
    return undefined
  }
}

function interpreter(path: string, told: Told): Interpreter | undefined {
  const release = told.version.split(".").slice(0, 2).join(".")
  if (told.implementation !== "cpython" || !/^3\.\d+\.\d+$/u.test(told.version)) return undefined
  if (compareVersions(release, pythonReleases[0] ?? "") > 0) return undefined
  return { path, prefix: told.prefix, version: told.version, release, platform: told.platform }
}

interface Told {
  readonly version: string
  readonly prefix: string
  readonly implementation: string
  readonly platform: string
}

function isTold(value: unknown): value is Told {
  if (typeof value !== "object" || value === null) return false
  return ["version", "prefix", "implementation", "platform"].every(
    (name) => typeof Object.entries(value).find(([key]) => key === name)?.[1] === "string",
  )
}
