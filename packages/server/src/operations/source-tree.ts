// Where the exported tree of a commit lies: one for each repository and commit, shared by all versions of it.
import { createHash } from "node:crypto"
import { join } from "node:path"

import type { OwnedVersion } from "#store/versions.ts"

export function sourceTree(
  data: string,
  { repository, commit }: Pick<OwnedVersion, "repository" | "commit">,
): string {
  const place = createHash("sha256").update(repository).digest("hex").slice(0, 16)
  return join(data, "trees", `${place}-${commit}`)
}
