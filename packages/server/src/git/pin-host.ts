// Resolves a repository's host once and checks every answer; Git is then held to the checked addresses.
//
// One private address among the answers refuses the host: a name that points both ways is a rebinding attack or a mistake.
import { isIP } from "node:net"
import { Fault } from "#base/fault.ts"
import type { RepositoryAddress } from "#domain/repository-address.ts"
import { isPublicAddress } from "./public-address.ts"

export interface HostPolicy {
  readonly lookup: (host: string) => Promise<readonly { readonly address: string }[]>
  readonly allowPrivateHosts: readonly string[]
  /** Behind a proxy the proxy resolves names; a name that cannot be resolved here is then its affair. */
  readonly hasProxy: boolean
}

/** @returns the addresses to connect to; empty when a proxy does the resolving. @throws `git.host_refused`, `git.unreachable` */
export async function pinHost(
  { host, protocol }: RepositoryAddress,
  policy: HostPolicy,
): Promise<string[]> {
  if (protocol === "file") return []
  const literal = host.replace(/^\[|\]$/g, "")
  const addresses = isIP(literal) === 0 ? await resolveName(host, policy) : [literal]
  const isAllowed = policy.allowPrivateHosts.some((allowed) => allowed.toLowerCase() === host)
  if (!isAllowed && !addresses.every(isPublicAddress)) {
    throw new Fault("git.host_refused", {
      public: `${host} is an address inside a private network. Ask the operator to allow this host for Git`,
      detail: { host, addresses },
    })
  }
  return isIP(literal) === 0 ? addresses : []
}

async function resolveName(host: string, policy: HostPolicy): Promise<string[]> {
  try {
    const answers = await policy.lookup(host)
    if (answers.length > 0) return answers.map(({ address }) => address)
  } catch (cause) {
    if (policy.hasProxy) return []
    throw new Fault("git.unreachable", {
      public: `The host ${host} cannot be found. Check its name in the repository's address`,
      cause,
    })
  }
  if (policy.hasProxy) return []
  throw new Fault("git.unreachable", { public: `The host ${host} has no address. Check its name` })
}
