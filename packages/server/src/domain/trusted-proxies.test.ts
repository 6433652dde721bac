import { expect, test } from "vitest"

import { bareAddress, TrustedProxies } from "./trusted-proxies.ts"

const proxies = new TrustedProxies(["10.0.0.0/8", "192.0.2.7", "fd00::/8"])

test("a stranger's word about the visitor's address does not count", () => {
  expect(proxies.visitorOf("203.0.113.9", "1.2.3.4")).toBe("203.0.113.9")
})

test("the walk ends at the first address that is not a trusted proxy's", () => {
  expect(proxies.visitorOf("10.1.1.1", "6.6.6.6, 203.0.113.9, 192.0.2.7")).toBe("203.0.113.9")
})

test("text that is no address ends the walk before it", () => {
  expect(proxies.visitorOf("10.1.1.1", "6.6.6.6, <script>")).toBe("10.1.1.1")
})

test("with nobody trusted the peer is the visitor", () => {
  expect(new TrustedProxies([]).visitorOf("127.0.0.1", "1.2.3.4")).toBe("127.0.0.1")
})

test.each([
  ["::ffff:127.0.0.1", "127.0.0.1"],
  ["203.0.113.9:443", "203.0.113.9"],
  ["[fd00::1]:443", "fd00::1"],
  [" fd00::1 ", "fd00::1"],
  ["unknown", undefined],
  ["", undefined],
  ["[", undefined],
])("%j is the address %j", (text, address) => {
  expect(bareAddress(text)).toBe(address)
})

test("IPv6 networks are trusted like IPv4 ones", () => {
  expect(proxies.has("fd12::1")).toBe(true)
  expect(proxies.has("fe80::1")).toBe(false)
})
