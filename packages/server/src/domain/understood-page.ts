// One sentence that says what was understood of a pasted page. Before a repository was asked it names the likeliest reading; afterwards
// the one that the repository has: `tree/a/b/c` is the folder `c` of the branch `a/b` where there is such a branch.
import type { RefCandidate } from "./repository-address-page.ts"

interface PastedPage {
  /** "a folder of GitHub" */
  readonly from: string
  readonly host: string
  readonly path: string
}

export function understoodPage({ from, host, path }: PastedPage, meant: RefCandidate): string {
  const facts = [
    `repository ${host}/${path}`,
    ...(meant.ref === undefined ? [] : [`ref ${meant.ref}`]),
    ...(meant.directory === undefined ? [] : [`folder ${meant.directory}`]),
    ...(meant.entrypoint === undefined ? [] : [`entry point ${meant.entrypoint}`]),
  ]
  return `Read from ${from}: ${facts.join(", ")}`
}
