// Whether an IP address is a place on the public internet. Everything else is refused: loopback, private and link-local nets,
// cloud metadata, and IPv6 forms that carry such an IPv4 address inside (mapped, NAT64, 6to4, Teredo).
import { BlockList, isIPv4, isIPv6, SocketAddress } from "node:net"

// IANA special-purpose registry, and Azure's host service, which answers on a public address inside each machine.
const closedIPv4 = blockList("ipv4", [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
])
// Global unicast is 2000::/3; these parts of it are not.
const openIPv6 = blockList("ipv6", ["2000::/3"])
const closedIPv6 = blockList("ipv6", ["2001::/23", "2001:db8::/32", "3fff::/20"])
// The IPv4 address stands in the hextets named: 6to4 gateways and NAT64 turn these into IPv4.
const carriers = [
  { net: blockList("ipv6", ["::ffff:0:0/96", "64:ff9b::/96"]), at: 6 },
  { net: blockList("ipv6", ["2002::/16"]), at: 1 },
]

export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closedIPv4.check(address, "ipv4")
  if (!isIPv6(address)) return false
  const hextets = expand(address)
  for (const { net, at } of carriers) {
    if (net.check(address, "ipv6")) return isPublicAddress(embedded(hextets, at))
  }
  return openIPv6.check(address, "ipv6") && !closedIPv6.check(address, "ipv6")
}

function embedded(hextets: readonly number[], at: number): string {
  const [high = 0, low = 0] = [hextets[at], hextets[at + 1]]
  return [high >> 8, high & 255, low >> 8, low & 255].join(".")
}

function expand(address: string): number[] {
  const plain = withoutDots(new SocketAddress({ address, family: "ipv6" }).address)
  const [head = "", tail] = plain.split("::")
  const before = head === "" ? [] : head.split(":")
  const after = tail === undefined || tail === "" ? [] : tail.split(":")
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0")
  return [...before, ...(tail === undefined ? [] : zeros), ...after].map((text) =>
    Number.parseInt(text, 16),
  )
}

// `::ffff:127.0.0.1` → `::ffff:7f00:1`
function withoutDots(address: string): string {
  return address.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_, a: string, b: string, c: string, d: string) =>
      [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)]
        .map((n) => n.toString(16))
        .join(":"),
  )
}

function blockList(family: "ipv4" | "ipv6", nets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const net of nets) {
    const [address = "", prefix] = net.split("/")
    list.addSubnet(address, Number(prefix), family)
  }
  return list
}
