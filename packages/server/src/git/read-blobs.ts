// Blobs of a store by id: their sizes (absent ones told apart), and their bytes in bounded portions.
import { invariant } from "#base/invariant.ts"
import type { GitSettings } from "./git-settings.ts"
import { storeCommand } from "./store-command.ts"

/** Id → size in bytes of those that are here. */
export async function blobSizes(
  settings: GitSettings,
  store: string,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const sizes = new Map<string, number>()
  if (ids.length === 0) return sizes
  const input = lines(ids)
  const args = ["cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer"]
  const { stdout } = await storeCommand(settings, {
    store,
    args,
    input,
    outputBytesMax: ids.length * 100,
  })
  for (const line of stdout.toString("latin1").split("\n")) {
    const [id = "", size = ""] = line.split(" ")
    if (/^\d+$/.test(size)) sizes.set(id, Number(size))
  }
  return sizes
}

/** @param sizes what `blobSizes` said of these ids; the caller bounds their sum. */
export async function readBlobs(
  settings: GitSettings,
  store: string,
  sizes: ReadonlyMap<string, number>,
): Promise<Map<string, Buffer>> {
  const blobs = new Map<string, Buffer>()
  if (sizes.size === 0) return blobs
  const input = lines([...sizes.keys()])
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const args = ["cat-file", "--batch=%(objectname) %(objectsize)", "--buffer"]
  const outputBytesMax = bytes + sizes.size * 100
  const { stdout } = await storeCommand(settings, { store, args, input, outputBytesMax })
  let at = 0
  while (at < stdout.length) {
    const end = stdout.indexOf(10, at)
    const [id = "", size = ""] = stdout.subarray(at, end).toString("latin1").split(" ")
    invariant(sizes.get(id) === Number(size), "cat-file answers what it was asked for")
    blobs.set(id, stdout.subarray(end + 1, end + 1 + Number(size)))
    at = end + 1 + Number(size) + 1
  }
  return blobs
}

function lines(ids: readonly string[]): string {
  return ids.map((id) => `${id}\n`).join("")
}
