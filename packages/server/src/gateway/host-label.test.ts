import { installId } from "@modkeep/contract/ids"
import { expect, test } from "vitest"

import { hostLabel, labelOfHost, parseHost } from "./host-label.ts"

const label = (host: string, domain = "apps.example.org") => {
  const parsed = parseHost(host)
  return parsed === undefined ? undefined : labelOfHost(parsed.name, domain)
}

test("an install's id becomes a host label and its host leads back to the label", () => {
  const install = installId.parse("ins_01jd7w8zr2t4v6x8y0a2c4e6g8")
  expect(hostLabel(install)).toBe("ins-01jd7w8zr2t4v6x8y0a2c4e6g8")
  expect(label(`${hostLabel(install)}.apps.example.org`)).toBe(hostLabel(install))
})

test.each([
  ["INS-1.APPS.example.ORG", "case means nothing"],
  ["ins-1.apps.example.org:8700", "a port means nothing"],
  ["ins-1.apps.example.org.", "one trailing dot means nothing"],
  ["ins-1.apps.example.org.:443", "a trailing dot before a port means nothing"],
])("%s is the host of ins-1: %s", (host) => {
  expect(label(host)).toBe("ins-1")
})

test.each([
  "",
  ".",
  "apps.example.org",
  ".apps.example.org",
  "a.ins-1.apps.example.org",
  "ins-1.apps.example.org..",
  "ins-1.apps.example.org.evil.org",
  "ins-1xapps.example.org",
  "ins-1.evil.org",
  "-ins-1.apps.example.org",
  "ins-1-.apps.example.org",
  "ins_1.apps.example.org",
  "ins-1.apps.example.org:",
  "ins-1.apps.example.org:123456",
  "ins-1.apps.example.org:80:80",
  "ins-1.apps.example.org@evil.org",
  "user@ins-1.apps.example.org",
  "ins-1.apps.example.org/",
  "ins-1.apps.example.org\\",
  "ins-1.apps.example.org\t",
  " ins-1.apps.example.org",
  "ins-1%2eapps.example.org",
  "ins-1.apps.example.org#",
  "ıns-1.apps.example.org",
  "[::1]",
  "127.0.0.1",
  `${"a".repeat(64)}.apps.example.org`,
])("%j is the host of no install", (host) => {
  expect(label(host)).toBeUndefined()
})
