// Finds what a commit depends on: the first of its dependency files counts, in the module's root directory before the repository's.
//
// Order: uv.lock, pylock.toml, requirements.txt, pyproject.toml, environment.yml, Pipfile.lock. Without any, Streamlit alone.
import type { Dependencies, DependencyKind } from "./dependencies.ts"
import { readConda } from "./read-conda.ts"
import { readPipfileLock, readPylock } from "./read-locks.ts"
import { readPyproject } from "./read-pyproject.ts"
import { readRequirements } from "./read-requirements.ts"
import { requestedPython } from "./requested-python.ts"
import { parseRequirement } from "./requirement.ts"
import type { SourceFiles } from "./source-files.ts"

type Found = Partial<Dependencies> & { readonly kind: DependencyKind }
type Reader = (files: SourceFiles, folder: string) => Promise<Found | undefined>

const readers: readonly Reader[] = [uvLock, pylock, requirementsTxt, pyproject, conda, pipfileLock]

/** @param directory the module's root directory in the repository, "" for the top. */
export async function readDependencies(
  files: SourceFiles,
  directory: string,
): Promise<Dependencies> {
  const inner = directory.replaceAll(/^\/+|\/+$/gu, "")
  const folders = inner === "" ? [""] : [`${inner}/`, ""]
  const found = await firstFound(files, folders)
  const python = (await requestedPython(files, folders)) ?? found.python
  const complete: Dependencies = {
    file: undefined,
    requirements: "",
    constraints: "",
    project: undefined,
    locked: false,
    requiresPython: undefined,
    ...found,
    python,
    streamlit: found.streamlit ?? pinnedStreamlit(found.requirements ?? ""),
    warnings: found.warnings ?? [],
  }
  return withStreamlit(complete)
}

async function firstFound(files: SourceFiles, folders: readonly string[]): Promise<Found> {
  for (const read of readers) {
    for (const folder of folders) {
      const found = await read(files, folder)
      if (found !== undefined) return found
    }
  }
  return { kind: "none" }
}

function withStreamlit(found: Dependencies): Dependencies {
  if (found.kind === "none") {
    const warning =
      "No dependency file was found (requirements.txt, pyproject.toml, …): Streamlit alone is installed"
    return { ...found, requirements: "streamlit\n", warnings: [...found.warnings, warning] }
  }
  const names = found.requirements.split("\n").map((line) => parseRequirement(line)?.name)
  if (found.kind === "uv.lock" ? found.streamlit !== undefined : names.includes("streamlit"))
    return found
  // It may still come with another package, which the resolve finds out; asking for it without a bound changes nothing then.
  const warning = `${found.file} does not name streamlit: it is added`
  return {
    ...found,
    requirements: `${found.requirements}streamlit\n`,
    warnings: [...found.warnings, warning],
  }
}

function pinnedStreamlit(requirements: string): string | undefined {
  for (const line of requirements.split("\n")) {
    const requirement = parseRequirement(line)
    if (requirement?.name === "streamlit" && requirement.marker === "") return requirement.pin
  }
  return undefined
}

async function uvLock(files: SourceFiles, folder: string): Promise<Found | undefined> {
  const file = `${folder}uv.lock`
  const lock = await files.read(file)
  const pyproject = await files.read(`${folder}pyproject.toml`)
  if (lock === undefined || pyproject === undefined) return undefined
  // uv.lock is written by uv alone, always in this form.
  const streamlit = /^name = "streamlit"\nversion = "(?<v>[^"]+)"/mu.exec(lock.replaceAll("\r", ""))
  const requires = /^requires-python = "(?<v>[^"]+)"/mu.exec(lock)?.groups?.["v"]
  return {
    kind: "uv.lock",
    file,
    locked: true,
    project: { pyproject, lock },
    requiresPython: requires,
    streamlit: streamlit?.groups?.["v"],
  }
}

async function pylock(files: SourceFiles, folder: string): Promise<Found | undefined> {
  const file = `${folder}pylock.toml`
  const text = await files.read(file)
  if (text === undefined) return undefined
  const read = readPylock(file, text)
  return {
    kind: "pylock.toml",
    file,
    locked: true,
    ...read,
    requirements: joined(read.requirements),
  }
}

async function requirementsTxt(files: SourceFiles, folder: string): Promise<Found | undefined> {
  const file = `${folder}requirements.txt`
  if ((await files.read(file)) === undefined) return undefined
  const read = await readRequirements(files, file)
  return {
    kind: "requirements.txt",
    file,
    requirements: joined(read.requirements),
    constraints: joined(read.constraints),
    warnings: read.warnings,
  }
}

async function pyproject(files: SourceFiles, folder: string): Promise<Found | undefined> {
  const file = `${folder}pyproject.toml`
  const text = await files.read(file)
  const read = text === undefined ? undefined : readPyproject(file, text)
  if (read === undefined) return undefined
  return { kind: "pyproject.toml", file, ...read, requirements: joined(read.requirements) }
}

async function conda(files: SourceFiles, folder: string): Promise<Found | undefined> {
  for (const name of ["environment.yml", "environment.yaml"]) {
    const file = `${folder}${name}`
    const text = await files.read(file)
    if (text === undefined) continue
    const { python, ...read } = readConda(file, text)
    return {
      kind: "environment.yml",
      file,
      ...read,
      requirements: joined(read.requirements),
      python: python === undefined ? undefined : { version: python, file },
    }
  }
  return undefined
}

async function pipfileLock(files: SourceFiles, folder: string): Promise<Found | undefined> {
  const file = `${folder}Pipfile.lock`
  const text = await files.read(file)
  if (text === undefined) return undefined
  const read = readPipfileLock(file, text)
  return {
    kind: "Pipfile.lock",
    file,
    locked: true,
    ...read,
    requirements: joined(read.requirements),
  }
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("")
}
