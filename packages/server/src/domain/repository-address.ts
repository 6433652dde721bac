// Understands what a person pastes as "the repository": clone addresses, and pages of the sites that show repositories.
//
// Allow-list only: what comes out can be handed to Git as an operand and holds no credential, no option, no control
// character. Nothing is looked up here: whether host, repository and ref exist, or may be reached, is the Git room's question.
import { parseRepositoryHost } from "./repository-address-host.ts"
import {
  type RefCandidate,
  type RepositoryPage,
  readRepositoryPage,
} from "./repository-address-page.ts"
import { refuseAddress } from "./repository-address-refuse.ts"
import { repositoryForges } from "./repository-forges.ts"
import { understoodPage } from "./understood-page.ts"

export interface RepositoryAddress extends RefCandidate {
  /** What Git is given. Never holds a credential. */
  readonly url: string
  readonly protocol: "https" | "ssh" | "file"
  /** Lower case, without port; empty for `file`. */
  readonly host: string
  readonly port?: number
  /** Path of the repository on its host: decoded, no leading slash (but for `file`), no `.git`. */
  readonly path: string
  readonly kind: "clone" | RepositoryPage["kind"]
  /** Never empty. `ref`, `directory` and `entrypoint` of the address itself are the first one's. */
  readonly candidates: readonly RefCandidate[]
  /** Of a page: what it is, "a folder of GitHub". */
  readonly from?: string
  /** One sentence that says what was understood. */
  readonly understood: string
}

interface UrlParts {
  readonly authority: string
  readonly path: string
  /** Query and fragment with their `?` and `#`. */
  readonly query: string
  readonly fragment: string
}

const charactersMax = 2_048
const userPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/
const segmentPattern = /^[\p{L}\p{N}\p{M}_.~@+ -]+$/u

/** @throws `git.address`; the message never repeats what was typed, which could be a credential. */
export function parseRepositoryAddress(text: string): RepositoryAddress {
  const typed = text.trim()
  if (typed === "") refuseAddress("The address is empty")
  if (typed.length > charactersMax)
    refuseAddress(`The address is longer than ${charactersMax} characters`)
  if (/[\p{C}\p{Z}\\]/u.test(typed)) {
    refuseAddress("The address holds a space, a backslash or a character that cannot be seen")
  }
  const [, user, host, path] = /^([^@/:]+)@([^@/:]+):(?!\/\/)(.+)$/.exec(typed) ?? []
  if (user !== undefined && host !== undefined && path !== undefined)
    return scpAddress(user, host, path)
  const [, scheme, ...rest] =
    /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/.exec(withScheme(typed)) ??
    []
  if (scheme === undefined) return refuseAddress("This is not the address of a Git repository")
  const [authority = "", urlPath = "", query = "", fragment = ""] = rest
  const parts = { authority, path: urlPath, query, fragment }
  switch (scheme.toLowerCase()) {
    case "https":
      return httpsAddress(parts)
    case "ssh":
      return sshAddress(parts)
    case "file":
      return fileAddress(parts)
    case "http":
    case "git":
      return refuseAddress("Addresses whose data travels in clear text are not used")
    default:
      return refuseAddress("This kind of address is not used")
  }
}

function withScheme(text: string): string {
  const host = text.slice(0, Math.max(0, text.indexOf("/"))).toLowerCase()
  return repositoryForges.has(host.replace(/^www\./, "")) ? `https://${text}` : text
}

function httpsAddress(parts: UrlParts): RepositoryAddress {
  if (parts.authority.includes("@")) {
    refuseAddress(
      "The address holds a user name or a password",
      "Write it without, and give the module a credential instead: a deploy key or an access token, which is stored sealed",
    )
  }
  const { host, port } = parseRepositoryHost(parts.authority)
  const segments = parseSegments(parts.path)
  const page = port === undefined ? readRepositoryPage(host, segments, parts.query) : undefined
  if (page !== undefined) return pageAddress(page)
  const forge = repositoryForges.get(host)
  if (forge === undefined) refuseQuery(parts)
  else if (segments.length < 2)
    refuseAddress(`This page of ${forge.title} is not one of a repository`)
  return cloneAddress({ protocol: "https", host, port }, segments)
}

function sshAddress(parts: UrlParts): RepositoryAddress {
  const at = parts.authority.lastIndexOf("@")
  const user = at === -1 ? "git" : parts.authority.slice(0, at)
  if (user.includes(":")) {
    refuseAddress(
      "The address holds a password",
      "Write it without, and give the module a deploy key",
    )
  }
  refuseQuery(parts)
  const { host, port } = parseRepositoryHost(parts.authority.slice(at + 1))
  return cloneAddress(
    { protocol: "ssh", host, port, user: parseUser(user) },
    parseSegments(parts.path),
  )
}

// `git@host:path`. On a plain server the path starts in the user's home, which an ssh:// address cannot say to every server;
// only the forges, which have no homes, are rewritten.
function scpAddress(user: string, hostText: string, path: string): RepositoryAddress {
  const { host } = parseRepositoryHost(hostText)
  const segments = parseSegments(path)
  const address = cloneAddress(
    { protocol: "ssh", host, port: undefined, user: parseUser(user) },
    segments,
  )
  const isRelative = !path.startsWith("/") && !repositoryForges.has(host)
  return isRelative ? { ...address, url: `${user}@${host}:${segments.join("/")}` } : address
}

function fileAddress(parts: UrlParts): RepositoryAddress {
  if (parts.authority !== "" && parts.authority.toLowerCase() !== "localhost") {
    refuseAddress("A file address names no host", "Write three slashes: file:///folder/repository")
  }
  refuseQuery(parts)
  const path = `/${checkSegments(parseSegments(parts.path)).join("/")}`
  return {
    url: `file://${encodeURI(path)}`,
    protocol: "file",
    host: "",
    path,
    kind: "clone",
    candidates: [{}],
    understood: `Read as a folder of the server: ${path}`,
  }
}

interface Place {
  readonly protocol: "https" | "ssh"
  readonly host: string
  readonly port: number | undefined
  readonly user?: string
}

function cloneAddress(place: Place, segments: readonly string[]): RepositoryAddress {
  const { protocol, host, port, user } = place
  const typed = checkSegments(segments).join("/")
  const path = typed.replace(/\.git$/, "")
  const forge = repositoryForges.get(host)
  const authority = `${user === undefined ? "" : `${user}@`}${host}${port === undefined ? "" : `:${port}`}`
  return {
    url: `${protocol}://${authority}/${encodeURI(forge === undefined ? typed : path + forge.clone)}`,
    protocol,
    host,
    ...(port === undefined ? {} : { port }),
    path,
    kind: "clone",
    candidates: [{}],
    understood: `Read as a clone address: repository ${host}/${path}`,
  }
}

function pageAddress(page: RepositoryPage): RepositoryAddress {
  const place: Place = { protocol: "https", host: page.host, port: undefined }
  const clone = cloneAddress(place, page.repository)
  const first = page.candidates[0] ?? {}
  return {
    ...clone,
    ...first,
    kind: page.kind,
    candidates: page.candidates,
    from: page.from,
    understood: understoodPage({ ...clone, from: page.from }, first),
  }
}

function refuseQuery(parts: UrlParts): void {
  if (parts.query !== "" || parts.fragment !== "")
    refuseAddress("A clone address has no ? and no #")
}

function parseUser(user: string): string {
  return userPattern.test(user)
    ? user
    : refuseAddress("The user name in the address cannot be used")
}

function parseSegments(path: string): string[] {
  return path
    .replace(/^\/+/, "")
    .replace(/\/+$/, "")
    .split("/")
    .map((segment) => {
      try {
        return decodeURIComponent(segment)
      } catch {
        return refuseAddress("The address holds a % that is not followed by two hexadecimal digits")
      }
    })
}

function checkSegments(segments: readonly string[]): readonly string[] {
  const isPlain = (segment: string): boolean =>
    segmentPattern.test(segment) && segment !== "." && segment !== ".." && !segment.startsWith("-")
  if (!segments.every(isPlain)) return refuseAddress("The path in the address names no repository")
  return segments
}
