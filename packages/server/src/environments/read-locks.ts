// Lock files that are turned into pinned requirements with their hashes: `pylock.toml` (PEP 751) and `Pipfile.lock`.
import { Fault } from "#base/fault.ts"

import { readToml, tableOf } from "./read-toml.ts"
import { parseRequirement } from "./requirement.ts"

export interface LockedRequirements {
  readonly requirements: readonly string[]
  readonly requiresPython: string | undefined
}

export function readPylock(file: string, text: string): LockedRequirements {
  const root = readToml(file, text)
  const packages = Array.isArray(root["packages"]) ? root["packages"].map(tableOf) : []
  const requires = root["requires-python"]
  return {
    requirements: packages.map((one) => {
      const archives = [one["sdist"], ...(Array.isArray(one["wheels"]) ? one["wheels"] : [])]
      const hashes = archives.flatMap((archive) => {
        const sha256 = tableOf(tableOf(archive)["hashes"])["sha256"]
        return typeof sha256 === "string" ? [`sha256:${sha256}`] : []
      })
      return pinned(file, one, hashes)
    }),
    requiresPython: typeof requires === "string" ? requires : undefined,
  }
}

export function readPipfileLock(file: string, text: string): LockedRequirements {
  const root = parsed(file, text)
  const wanted = tableOf(tableOf(root["_meta"])["requires"])
  const python = wanted["python_full_version"] ?? wanted["python_version"]
  return {
    requirements: Object.entries(tableOf(root["default"])).map(([name, value]) => {
      const entry = tableOf(value)
      const hashes = Array.isArray(entry["hashes"]) ? entry["hashes"].map(String) : []
      const version =
        typeof entry["version"] === "string" ? entry["version"].replace(/^==/u, "") : undefined
      return pinned(file, { name, version, marker: entry["markers"] }, hashes)
    }),
    requiresPython: typeof python === "string" ? `==${python}.*` : undefined,
  }
}

function pinned(file: string, entry: Readonly<Record<string, unknown>>, hashes: string[]): string {
  const { name, version, marker } = entry
  const condition = typeof marker === "string" ? ` ; ${marker}` : ""
  const line = `${String(name)}==${String(version)}${condition}${hashes.map((one) => ` --hash=${one}`).join("")}`
  if (
    typeof name === "string" &&
    typeof version === "string" &&
    parseRequirement(line) !== undefined
  ) {
    return line
  }
  const mend = "lock a published version of it"
  throw new Fault("environment.dependencies", {
    public: `Cannot use ${file}: "${String(name).slice(0, 80)}" does not come from the package index. Mend: ${mend}`,
    problem: { file, mends: [mend] },
  })
}

function parsed(file: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return tableOf(JSON.parse(text))
  } catch {
    throw new Fault("environment.dependencies", {
      public: `Cannot use ${file}: it is not valid JSON. Mend: run "pipenv lock" again`,
      problem: { file, mends: ['run "pipenv lock" again'] },
    })
  }
}
