// Brings the named files of a fetched commit here, those that are missing, in one request.
import type { RepositoryAccess } from "./git.ts"
import type { GitSettings } from "./git-settings.ts"
import { blobSizes } from "./read-blobs.ts"
import { withRemote } from "./remote.ts"
import { watchStore } from "./watch-store.ts"

/**
 * @param bytesMax of what may come over the wire; the limit of every fetch unless given
 * @returns id → size of all of them. @throws what the remote's failure means; `git.too_large`
 */
export async function fetchBlobs(
  settings: GitSettings,
  { store, access }: { readonly store: string; readonly access: RepositoryAccess },
  ids: readonly string[],
  bytesMax = settings.limits.bytesMax,
): Promise<Map<string, number>> {
  const wanted = [...new Set(ids)]
  const sizes = await blobSizes(settings, store, wanted)
  const missing = wanted.filter((id) => !sizes.has(id))
  if (missing.length === 0) return sizes
  // Ids go in by stdin, for an argument list has room for few thousand; nothing is negotiated, for they are known missing.
  const args = [
    "-c",
    "fetch.negotiationAlgorithm=noop",
    "--git-dir",
    store,
    "fetch",
    "--quiet",
    "--no-write-fetch-head",
    "--stdin",
    "origin",
  ]
  const input = missing.map((id) => `${id}\n`).join("")
  await withRemote(settings, access, (remote) =>
    watchStore(store, bytesMax, (signal) => remote.call({ args, input, signal })),
  )
  return await blobSizes(settings, store, wanted)
}
