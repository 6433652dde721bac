// What the engine must know of a process that the keeper does not: kept beside its working copy, read by the next server.
import { readFile, rename, writeFile } from "node:fs/promises"

import { installId } from "@modkeep/contract/ids"
import { z } from "zod"

const schema = z.object({
  install: installId,
  environmentId: z.string(),
  fingerprint: z.string(),
  diskBytesMax: z.int(),
})
export type ProcessRecord = z.infer<typeof schema>

export async function writeProcessRecord(path: string, record: ProcessRecord): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(record), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** @returns undefined when there is none that can be read: the process is then replaced rather than guessed at. */
export async function readProcessRecord(path: string): Promise<ProcessRecord | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")))
  } catch {
    return undefined
  }
}
