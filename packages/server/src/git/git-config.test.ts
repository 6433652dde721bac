import { expect, test } from "vitest"
import { parseRepositoryAddress } from "#domain/repository-address.ts"
import { gitConfig, type GitConfigParts } from "./git-config.ts"

function config(url: string, parts: Partial<GitConfigParts> = {}): string {
  const address = parseRepositoryAddress(url)
  return gitConfig({ address, url: address.url, pinned: [], filter: "blob:none", ...parts })
}

test("a token is sent to the repository's own origin alone", () => {
  const text = config("https://git.example:8443/a/b", { basic: "user:token" })
  expect(text).toContain(
    '[http "https://git.example:8443/"]\n\textraHeader = "Authorization: Basic dXNlcjp0b2tlbg=="\n',
  )
  expect(text.match(/extraHeader/g)).toHaveLength(1)
})

test("the checked addresses are pinned, IPv6 in brackets", () => {
  const text = config("https://git.example/a/b", { pinned: ["203.0.113.9", "2001:db8::1"] })
  expect(text).toContain('curloptResolve = "git.example:443:203.0.113.9,[2001:db8::1]"')
})

test("the rules are in every configuration", () => {
  for (const url of ["https://git.example/a/b", "ssh://git@git.example/a/b", "file:///srv/a"]) {
    const text = config(url)
    expect(text).toContain('hooksPath = "/dev/null"')
    expect(text).toContain('fsckObjects = "true"')
    expect(text).toContain('[submodule]\n\trecurse = "false"')
    expect(text).toContain('helper = ""')
  }
  expect(config("https://git.example/a/b")).toContain('followRedirects = "false"')
})

test("a value cannot end its line or its quotes", () => {
  const text = config("https://git.example/a/b", { proxy: 'http://p"\n[core]\nhooksPath = /evil' })
  expect(text).toContain('proxy = "http://p\\"\\n[core]\\nhooksPath = /evil"\n')
})

test("only the one folder is trusted", () => {
  const text = config("file:///srv/my%20repos/a")
  expect(text).toContain(
    '[safe]\n\tdirectory = "/srv/my repos/a"\n\tdirectory = "/srv/my repos/a/.git"\n',
  )
})
