// What an environment says about itself, in a file inside it: written before it gets its name, so that what has the name is whole.
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"

import type { Environment } from "./environment.ts"

type Manifest = Omit<Environment, "path" | "python" | "reused">

const name = "modkeep.json"

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFile(join(folder, name), `${JSON.stringify(manifest, undefined, 2)}\n`, {
    mode: 0o444,
  })
}

/** @returns undefined when there is no whole environment in the folder. */
export async function readManifest(folder: string): Promise<Environment | undefined> {
  const text = await readFile(join(folder, name), "utf8").catch(() => undefined)
  if (text === undefined) return undefined
  const value: unknown = JSON.parse(text)
  if (!isManifest(value)) return undefined
  return { ...value, path: folder, python: join(folder, "bin/python"), reused: true }
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === "object" && value !== null && "id" in value && "lock" in value
}
