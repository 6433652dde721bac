// Host and port of a repository's address: plain names, IPv4 in its one ordinary form, IPv6 in brackets.
import { isIPv4, isIPv6 } from "node:net"
import { refuseAddress } from "./repository-address-refuse.ts"

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const hostCharactersMax = 253

/** @throws `git.address` */
export function parseRepositoryHost(authority: string): { host: string; port?: number } {
  const parts = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]*)(?::(\d{1,5}))?$/.exec(authority)
  const host = (parts?.[1] ?? "").toLowerCase().replace(/^www\.(?=github\.com$)/, "")
  if (!isHost(host)) return refuseAddress("The host in the address cannot be used")
  if (parts?.[2] === undefined) return { host }
  const port = Number(parts[2])
  if (port < 1 || port > 65_535) return refuseAddress("The port in the address cannot be used")
  return { host, port }
}

function isHost(host: string): boolean {
  if (host.startsWith("[")) return isIPv6(host.slice(1, -1))
  const labels = host.split(".")
  if (host.length > hostCharactersMax || !labels.every((text) => label.test(text))) return false
  // Resolvers read `127.1`, `0x7f000001` and `2130706433` as IPv4 in ways of their own: those are no names.
  return /^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? "") ? isIPv4(host) : true
}
