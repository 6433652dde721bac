// Which peers may speak for a visitor. Nobody else's `x-forwarded-*` counts.
import { BlockList, isIP } from "node:net"

import { invariant } from "#base/invariant.ts"

export class TrustedProxies {
  readonly #list = new BlockList()
  readonly #none: boolean

  /** @param entries addresses (`10.0.0.7`, `::1`) and networks (`10.0.0.0/8`); configuration has checked their form. */
  constructor(entries: readonly string[]) {
    this.#none = entries.length === 0
    for (const entry of entries) {
      const [address = "", prefix] = entry.split("/")
      const family = familyOf(address)
      invariant(family !== undefined, `"${entry}" is an address or a network`)
      if (prefix === undefined) this.#list.addAddress(address, family)
      else this.#list.addSubnet(address, Number(prefix), family)
    }
  }

  has(address: string): boolean {
    if (this.#none) return false
    const family = familyOf(address)
    return family !== undefined && this.#list.check(address, family)
  }

  /**
   * The visitor's address: the peer's own, or, while the speaker is trusted, the one it names, from the nearest to the
   * farthest. An entry that is no address ends the walk.
   */
  visitorOf(peer: string, forwardedFor: string | undefined): string {
    if (forwardedFor === undefined) return peer
    let address = peer
    const named = forwardedFor.split(",")
    while (named.length > 0 && this.has(address)) {
      const next = bareAddress(named.pop() ?? "")
      if (next === undefined) break
      address = next
    }
    return address
  }
}

/** An address as the socket or a proxy writes it, without brackets, port and the IPv4-in-IPv6 prefix. */
export function bareAddress(text: string): string | undefined {
  let address = text.trim()
  if (address.startsWith("[")) address = address.slice(1, address.indexOf("]"))
  else if (/^[\d.]+:\d+$/.test(address)) address = address.slice(0, address.indexOf(":"))
  if (/^::ffff:[\d.]+$/i.test(address)) address = address.slice("::ffff:".length)
  return isIP(address) === 0 ? undefined : address
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  const family = isIP(address)
  return family === 0 ? undefined : family === 4 ? "ipv4" : "ipv6"
}
