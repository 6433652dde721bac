// Which commit is meant. A name is looked for as a branch, then as a tag, then as a full ref name; a page's ref is cut where
// a ref of the repository ends. Commit ids need no ref; short ones are told apart later, when the history is at hand.
import { isCommitId } from "#domain/git-ref.ts"
import type { RefCandidate } from "#domain/repository-address-page.ts"
import type { Refs } from "./list-refs.ts"

export type RefChoice =
  | {
      readonly found: "ref"
      readonly ref: string
      readonly commit: string
      readonly candidate: RefCandidate
    }
  | { readonly found: "commit"; readonly commit: string; readonly candidate: RefCandidate }
  | { readonly found: "short"; readonly prefix: string; readonly candidate: RefCandidate }
  | { readonly found: "empty" }
  | { readonly found: "nothing"; readonly name: string; readonly branches: readonly string[] }

const branchesShownMax = 5

export function chooseRef(refs: Refs, candidates: readonly RefCandidate[]): RefChoice {
  for (const candidate of candidates) {
    const name = candidate.ref ?? refs.headRef ?? "HEAD"
    if (isCommitId(name)) return { found: "commit", commit: name.toLowerCase(), candidate }
    for (const ref of [`refs/heads/${name}`, `refs/tags/${name}`, name]) {
      const commit = refs.byName.get(ref)
      if (commit !== undefined) return { found: "ref", ref, commit, candidate }
    }
    if (name === "HEAD" && refs.head !== undefined) {
      return { found: "ref", ref: refs.headRef ?? "HEAD", commit: refs.head, candidate }
    }
  }
  if (refs.byName.size === 0) return { found: "empty" }
  for (const candidate of candidates) {
    const prefix = candidate.ref?.toLowerCase() ?? ""
    if (/^[0-9a-f]{7,63}$/.test(prefix)) return { found: "short", prefix, candidate }
  }
  const branches = [...refs.byName.keys()]
    .filter((name) => name.startsWith("refs/heads/"))
    .map((name) => name.slice("refs/heads/".length))
  const name = candidates[0]?.ref ?? "HEAD"
  return { found: "nothing", name, branches: branches.slice(0, branchesShownMax) }
}
