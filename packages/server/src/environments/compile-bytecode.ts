// Bytecode for an environment: compiled once per distribution and interpreter, linked from a store ever after.
//
// A version that changes one requirement builds in seconds instead of compiling everything again, and the files exist once on disk.
// An entry's name comes from the lock (name, release, hashes that were checked) and the interpreter, never from what a
// package says about itself.
import { createHash } from "node:crypto"
import { link, lstat, mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises"
import { dirname, join, posix } from "node:path"

import { type Build, remainingMs } from "./build.ts"
import type { Interpreter } from "./interpreter.ts"
import { readLock } from "./lock.ts"
import { removeTree } from "./remove-tree.ts"
import { type Requirement, normalName } from "./requirement.ts"
import { runStep } from "./run-step.ts"
import { bytecodeFolder } from "./workshop.ts"

interface Distribution {
  /** Folder in the store. */
  readonly entry: string
  /** Its Python files, relative to site-packages. */
  readonly sources: readonly string[]
}

export async function compileBytecode(making: Build): Promise<void> {
  const { workshop, resolution, folder } = making
  const packages = join(folder, "lib", `python${resolution.interpreter.release}`, "site-packages")
  const store = bytecodeFolder(workshop.folder)
  await mkdir(store, { recursive: true })
  const all = await distributions(making, packages, store)
  const listed = await Promise.all(all.map(async (one) => await keptFiles(one.entry)))
  const missing = all.filter((_, at) => listed[at] === undefined)
  const sources = missing.flatMap((one) => one.sources)
  if (sources.length > 0) {
    making.tell("compile", `compiling ${sources.length} files of ${missing.length} distributions`)
    await compile(making, packages, sources)
    const kept = { tag: cacheTag(resolution.interpreter), temporary: join(making.job.path, "kept") }
    for (const one of missing) await keep(one, packages, kept)
  }
  // Last: the folders made here are the server's, and a namespace's may hold files of several distributions.
  for (const [at, one] of all.entries()) await linkFrom(one.entry, packages, listed[at] ?? [])
}

// By the interpreter itself without its site folders, so that no `.pth` file of a package runs. Unchecked: the files never change
// again, so a start need not compare anything, and hard links share their times with the cache.
async function compile(making: Build, packages: string, sources: readonly string[]): Promise<void> {
  const { workshop, resolution, job } = making
  const result = await runStep(workshop, {
    trust: "foreign",
    command: [
      ...[resolution.interpreter.path, "-I", "-S", "-m", "compileall", "-q", "-q", "-j", "2"],
      ...["--invalidation-mode", "unchecked-hash", "-i", "-"],
    ],
    cwd: packages,
    readOnly: [resolution.interpreter.prefix],
    writable: [job.path],
    network: false,
    timeoutMs: remainingMs(making),
    input: sources.map((source) => `${join(packages, source)}\n`).join(""),
    signal: making.signal,
  })
  // Files of another Python's syntax end compileall with 1; anything else it prints is not about a file.
  if (result.code !== 0 && result.stderr.trim() !== "") {
    making.tell("compile", result.stderr.trim().split("\n").at(-1) ?? "", "warning")
  }
}

async function distributions(
  making: Build,
  packages: string,
  store: string,
): Promise<Distribution[]> {
  const lock = new Map(readLock(making.resolution.lock).map((one) => [one.name, one]))
  const found: Distribution[] = []
  for (const name of await readdir(packages)) {
    const owner = /^(?<name>.+)-[^-]+\.dist-info$/u.exec(name)?.groups?.["name"]
    const locked = owner === undefined ? undefined : lock.get(normalName(owner))
    if (locked === undefined) continue
    const record = await readFile(join(packages, name, "RECORD"), "utf8").catch(() => "")
    found.push({
      entry: join(store, entryName(locked, making.resolution.interpreter)),
      sources: record.split("\n").flatMap((line) => sourceOf(line.split(",")[0] ?? "")),
    })
  }
  return found
}

function entryName(locked: Requirement, interpreter: Interpreter): string {
  const parts = [
    locked.name,
    locked.pin,
    [...locked.hashes].sort(),
    interpreter.path,
    interpreter.version,
  ]
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex")
}

// Test suites inside packages are never imported in a module: half of pandas, a fifth of a usual environment.
function sourceOf(path: string): string[] {
  const isInside =
    posix.normalize(path) === path && !path.startsWith("..") && !posix.isAbsolute(path)
  return isInside && path.endsWith(".py") && !/(?:^|\/)tests?\//u.test(path) ? [path] : []
}

/** The files of an entry in their order, or undefined when the store has no such entry. */
async function keptFiles(entry: string): Promise<string[] | undefined> {
  const text = await readFile(join(entry, "files"), "utf8").catch(() => undefined)
  return text?.split("\n").filter((path) => path !== "")
}

async function linkFrom(entry: string, packages: string, paths: readonly string[]): Promise<void> {
  for (const parent of new Set(paths.map((path) => dirname(path)))) {
    await mkdir(join(packages, parent), { recursive: true })
  }
  await Promise.all(
    paths.map(async (path, at) => await linkOver(join(entry, String(at)), join(packages, path))),
  )
}

async function keep(
  { entry, sources }: Distribution,
  packages: string,
  { tag, temporary }: { readonly tag: string; readonly temporary: string },
): Promise<void> {
  await removeTree(temporary)
  await mkdir(temporary)
  const kept: string[] = []
  for (const source of sources) {
    const path = join(
      dirname(source),
      "__pycache__",
      posix.basename(source).replace(/py$/u, `${tag}.pyc`),
    )
    if (await linkOver(join(packages, path), join(temporary, String(kept.length)))) kept.push(path)
  }
  await writeFile(join(temporary, "files"), kept.join("\n"))
  // Another build may have kept the same meanwhile; either is as good.
  await rename(temporary, entry).catch(async () => await removeTree(temporary))
}

async function linkOver(from: string, to: string): Promise<boolean> {
  return await link(from, to).then(
    () => true,
    () => false,
  )
}

function cacheTag(interpreter: Interpreter): string {
  return `cpython-${interpreter.release.replace(".", "")}`
}

/** Removes entries that no environment links to any more. */
export async function sweepBytecode(folder: string): Promise<void> {
  const store = bytecodeFolder(folder)
  for (const name of await readdir(store).catch(() => [])) {
    const entry = join(store, name)
    if (await isUnused(entry)) await removeTree(entry)
  }
}

async function isUnused(entry: string): Promise<boolean> {
  const first = await lstat(join(entry, "0")).catch(() => undefined)
  return first === undefined || first.nlink === 1
}
