// Turns what Git said into a fault that says what to do. Git's own words go to the log, without anything that looks like a
// credential; the public sentence names the repository and nothing that Git printed.
import { Fault } from "#base/fault.ts"
import { maskCredentials } from "#base/mask-credentials.ts"
import type { FaultCode } from "@modkeep/contract/faults"
import type { RepositoryAddress } from "#domain/repository-address.ts"

export interface GitFailure {
  readonly address: RepositoryAddress
  readonly hasCredential: boolean
  readonly stderr: string
  readonly code: number | null
}

type Reading = readonly [RegExp, FaultCode, (repository: string, url: string) => string]

// Order matters: the first that fits wins. Texts of Git 2.37–2.52, curl 7–8 and OpenSSH 8–10.
const readings: readonly Reading[] = [
  [
    /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/,
    "git.unreachable",
    (name) =>
      `The host of ${name} shows another key than before. Ask the operator to check it and to remove the old one from known_hosts`,
  ],
  [
    /not our ref|unadvertised object|couldn't find remote ref|no such remote ref|bad object|reference is not a tree/i,
    "git.ref_not_found",
    (name) =>
      `The commit is not in ${name}. It may have been removed by a forced push; choose another`,
  ],
  [
    /unable to update url base from redirection|returned error: 30\d/,
    "git.address",
    // GitLab sends an address without `.git` to the one with it.
    (name, url) =>
      url.endsWith(".git")
        ? `${name} has moved to another address. Open it in a browser and use the address shown there`
        : `${name} has moved to another address. Add .git to the end, or use the address its page shows for cloning`,
  ],
  [
    /SSL certificate problem|server certificate verification failed|SSL_ERROR|SSL routines|TLS|certificate/,
    "git.unreachable",
    (name) =>
      `The certificate of the host of ${name} cannot be verified. Ask the operator to add its authority to Modkeep`,
  ],
  [
    /Could not resolve (?:host|hostname)|Failed to connect|Couldn't connect|Connection refused|Connection timed out|Connection reset|No route to host|Network is unreachable|unexpected disconnect|early EOF|transfer closed|Operation too slow|kex_exchange|Received HTTP code \d+ from proxy/i,
    "git.unreachable",
    (name) => `${name} cannot be reached. Check the address, or try again later`,
  ],
  [
    /fsck error|fsckObjects|object corrupt|hasDotgit|in a bad (?:ref )?format|index-pack failed|unpack-objects failed|invalid index-pack output/,
    "git.unsafe_tree",
    (name) =>
      `${name} holds objects that are damaged or unsafe. Run git fsck on it and repair what it names`,
  ],
  [
    /lazy fetching disabled|from promisor remote/,
    "git.failed",
    (name) => `${name} is an incomplete copy of another repository. Use the one it was cloned from`,
  ],
  [/No space left on device/, "git.failed", () => "The server's disk is full. Tell the operator"],
]

const refusals =
  /could not read (?:Username|Password)|Authentication failed|Invalid username or (?:password|token)|Permission denied|HTTP Basic: Access denied|returned error: 40[13]|Permission to .* denied/i
const missing =
  /repository '?.*'? not found|Repository not found|not found|does not appear to be a git repository|returned error: 404|No such file or directory|is not a git repository|project you were looking for could not be found/i

export function gitFault(failure: GitFailure): Fault {
  const { stderr, hasCredential } = failure
  const name = repositoryName(failure.address)
  const make = (code: FaultCode, text: string): Fault =>
    new Fault(code, {
      public: text,
      detail: { exit: failure.code, stderr: maskCredentials(stderr).slice(0, 4_000) },
    })
  for (const [pattern, code, text] of readings) {
    if (pattern.test(stderr)) return make(code, text(name, failure.address.url))
  }
  if (refusals.test(stderr) && hasCredential) {
    return make(
      "git.access_denied",
      `The credential does not open ${name}. Check that it is still valid and may read this repository`,
    )
  }
  if (refusals.test(stderr) || missing.test(stderr)) {
    return make(
      "git.repository_not_found",
      hasCredential
        ? `There is no repository ${name}, or the credential may not see it. Check the address and the credential's rights`
        : `There is no repository ${name}, or it is private. Check the address, or give the module a credential`,
    )
  }
  return make("git.failed", `Git could not read ${name}. The server's log has its own words`)
}

/** How a repository is called in sentences. */
export function repositoryName({ protocol, host, path }: RepositoryAddress): string {
  return protocol === "file" ? path : `${host}/${path}`
}
