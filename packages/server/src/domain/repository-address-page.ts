// Reads the pages people paste instead of a clone address: commits, folders and files on GitHub, GitLab, Bitbucket, Gitea and
// their self-hosted kin, Community Cloud deploy links, Hugging Face Spaces. `undefined`: not a page, so a clone address.
import { isCommitId, isGitRef } from "./git-ref.ts"
import { refuseAddress } from "./repository-address-refuse.ts"
import { repositoryForges } from "./repository-forges.ts"
import { isRepositoryPath } from "./repository-path.ts"

/** A page names ref and path in one run of slashes; each candidate is one way to cut it, the likeliest first. */
export interface RefCandidate {
  readonly ref?: string
  readonly directory?: string
  /** From the repository's root. */
  readonly entrypoint?: string
}

export interface RepositoryPage {
  readonly kind: "repository" | "commit" | "tree" | "blob" | "deploy-link" | "space"
  readonly host: string
  readonly repository: readonly string[]
  readonly candidates: readonly RefCandidate[]
  /** What the page is, for the sentence that says what was understood. */
  readonly from: string
}

type Shown = Pick<RepositoryPage, "kind" | "candidates" | "from">

// Branch names have few slashes; a page deeper than this has its ref in the first names.
const cutsMax = 8
const fileVerbs = new Set(["blob", "raw", "blame", "edit"])

/** @throws `git.address` for pages that belong to a known site but show no code. */
export function readRepositoryPage(
  host: string,
  segments: readonly string[],
  query: string,
): RepositoryPage | undefined {
  if (host === "share.streamlit.io") return deployLink(segments, new URLSearchParams(query))
  if (host === "huggingface.co" || host === "hf.co") return space(segments)
  if (host.endsWith(".streamlit.app") || host.endsWith(".hf.space")) {
    return refuseAddress("This is the address of a running app, not of its repository")
  }
  if (host === "raw.githubusercontent.com" && segments.length > 3) {
    const shown = file(segments.slice(2), "a file of GitHub")
    return { host: "github.com", repository: segments.slice(0, 2), ...shown }
  }
  if (segments.at(-1)?.endsWith(".git")) return undefined
  const dash = segments.indexOf("-")
  const end = dash >= 2 ? dash : 2
  const shown = show(
    segments.slice(dash >= 2 ? dash + 1 : 2),
    repositoryForges.get(host)?.title ?? host,
  )
  if (shown !== undefined) return { host, repository: segments.slice(0, end), ...shown }
  return withoutCode(host, segments, dash)
}

function show([verb = "", ...rest]: readonly string[], site: string): Shown | undefined {
  const [first = "", ...after] = rest
  if (rest.length === 0) return undefined
  if (verb === "commit") return commit(first, site)
  if (verb === "pull" && after[0] === "commits" && after[1] !== undefined)
    return commit(after[1], site)
  if (verb === "releases" && first === "tag") return folder(after, `a release of ${site}`, 0)
  if (verb === "tags" || verb === "branch") return folder(rest, `a page of ${site}`, 0)
  if ((verb === "src" || verb === "raw") && ["branch", "tag", "commit"].includes(first)) {
    return endsInFile(rest)
      ? file(after, `a file of ${site}`)
      : folder(after, `a folder of ${site}`)
  }
  if (fileVerbs.has(verb)) return file(rest, `a file of ${site}`)
  if (verb === "src") {
    return endsInFile(rest) ? file(rest, `a file of ${site}`) : folder(rest, `a folder of ${site}`)
  }
  if (verb === "tree") return folder(rest, `a folder of ${site}`)
  if (verb === "commits") {
    return isCommitId(first) ? commit(first, site) : folder(rest, `the history on ${site}`, 0)
  }
  return undefined
}

function commit(ref: string, site: string): Shown {
  if (!isGitRef(ref)) return refuseAddress("The address names no commit")
  return { kind: "commit", candidates: [{ ref }], from: `a commit of ${site}` }
}

function folder(names: readonly string[], from: string, namesAfterRefMax?: number): Shown {
  const candidates = cuts(names, namesAfterRefMax).map(({ ref, path }) =>
    path === "" ? { ref } : { ref, directory: path },
  )
  if (candidates.length === 0) return refuseAddress("The address names no branch, tag or commit")
  return { kind: "tree", candidates, from }
}

function file(names: readonly string[], from: string): Shown {
  const candidates = cuts(names)
    .filter(({ path }) => path !== "")
    .map(({ ref, path }) => (path.endsWith(".py") ? { ref, entrypoint: path } : { ref }))
  if (candidates.length === 0) return refuseAddress("The address names no file")
  return { kind: "blob", candidates, from }
}

// `a/b/c` is ref `a` with `b/c`, or ref `a/b` with `c`, or ref `a/b/c`. A whole commit id leaves no doubt.
function cuts(
  names: readonly string[],
  namesAfterRefMax?: number,
): { ref: string; path: string }[] {
  const isQualified = names[0] === "refs" && (names[1] === "heads" || names[1] === "tags")
  const least = namesAfterRefMax === 0 ? names.length : isQualified ? 3 : 1
  const most = isCommitId(names[0] ?? "") ? 1 : Math.min(names.length, least + cutsMax)
  const found: { ref: string; path: string }[] = []
  for (let end = least; end <= most; end++) {
    const ref = names.slice(0, end).join("/")
    const path = names.slice(end).join("/")
    if (isGitRef(ref) && (path === "" || isRepositoryPath(path))) found.push({ ref, path })
  }
  return found
}

function deployLink(segments: readonly string[], query: URLSearchParams): RepositoryPage {
  const repository = (query.get("repository") ?? "")
    .replace(/^(?:https:\/\/)?github\.com\//i, "")
    .replace(/\.git$/, "")
    .split("/")
  const branch = query.get("branch")
  const main = query.get("mainModule")
  if (segments[0] !== "deploy" || repository.length !== 2) {
    return refuseAddress("This page of Streamlit names no repository")
  }
  if (branch !== null && !isGitRef(branch))
    return refuseAddress("The deploy link names no branch that can be used")
  if (main !== null && !isRepositoryPath(main))
    return refuseAddress("The deploy link names no file that can be used")
  const candidate = {
    ...(branch === null ? {} : { ref: branch }),
    ...(main === null ? {} : { entrypoint: main }),
  }
  const from = "a Community Cloud deploy link"
  return { kind: "deploy-link", host: "github.com", repository, candidates: [candidate], from }
}

function space(segments: readonly string[]): RepositoryPage {
  const [area = "", owner = "", name = "", verb, ...rest] = segments
  if (area !== "spaces" || owner === "" || name === "") {
    return refuseAddress(
      "This page of Hugging Face is not a Space",
      "Paste the address of the Space, https://huggingface.co/spaces/owner/name",
    )
  }
  const place = {
    host: "huggingface.co",
    repository: ["spaces", owner, name.replace(/\.git$/, "")],
  }
  const from = "a Hugging Face Space"
  if (verb === undefined) return { kind: "space", ...place, candidates: [{}], from }
  const shown = show([verb === "resolve" ? "blob" : verb, ...rest], "Hugging Face")
  if (shown === undefined) return refuseAddress("This page of the Space shows no code")
  return { ...shown, ...place, kind: "space", from }
}

function withoutCode(
  host: string,
  segments: readonly string[],
  dash: number,
): RepositoryPage | undefined {
  const forge = repositoryForges.get(host)
  if (dash >= 2 || (forge !== undefined && !forge.isNested && segments.length > 2)) {
    return refuseAddress(
      `This page of ${forge?.title ?? host} is not one of a commit, folder or file`,
    )
  }
  return undefined
}

function endsInFile(names: readonly string[]): boolean {
  return names.at(-1)?.endsWith(".py") ?? false
}
