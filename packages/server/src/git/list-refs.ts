// The branches and tags a repository shows, with the commits they stand for (tags peeled).
import type { Remote } from "./remote.ts"

export interface Refs {
  /** Full name → commit (or what a tag without a commit points to). */
  readonly byName: ReadonlyMap<string, string>
  /** Commit of HEAD; absent in an empty repository. */
  readonly head?: string
  /** Full name of the branch HEAD points to. */
  readonly headRef?: string
}

export async function listRefs(remote: Remote): Promise<Refs> {
  const { stdout } = await remote.call({ args: ["ls-remote", "--symref", "--", "origin"] })
  return parseRefs(stdout)
}

export function parseRefs(text: string): Refs {
  const byName = new Map<string, string>()
  let headRef: string | undefined
  let head: string | undefined
  for (const line of text.split("\n")) {
    const [value = "", name = ""] = line.split("\t")
    if (value.startsWith("ref: ") && name === "HEAD") headRef = value.slice("ref: ".length)
    else if (name === "HEAD") head = value
    else if (name.endsWith("^{}")) byName.set(name.slice(0, -"^{}".length), value)
    else if (name !== "") byName.set(name, value)
  }
  return {
    byName,
    ...(head === undefined ? {} : { head }),
    ...(headRef === undefined ? {} : { headRef }),
  }
}
