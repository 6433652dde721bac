// Hostile texts are refused, or reach Git as inert operands: seen from the Git that is really started.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { Fault } from "../../packages/server/src/base/fault.ts"
import { parseGitRef } from "../../packages/server/src/domain/git-ref.ts"
import { parseRepositoryAddress } from "../../packages/server/src/domain/repository-address.ts"
import { isRepositoryPath } from "../../packages/server/src/domain/repository-path.ts"
import { createGit } from "../../packages/server/src/git/create-git.ts"
import { hostileAddresses, hostilePaths, hostileRefs } from "./hostile-corpus.ts"
import { Repository, workspace } from "./repository.ts"

const space = workspace()
const seen = join(space.path, "seen")
const tools = join(space.path, "tools")
const mark = "/tmp/modkeep-hostile"

// A Git that only notes how it was started, and with which configuration.
const witness = `#!/bin/sh
[ "$1" = --version ] && { echo "git version 2.99.0"; exit; }
call=$(mktemp -d ${seen}/XXXXXX)
printf '%s\\n' "$#" "$@" > "$call/args"
cp "$GIT_CONFIG_GLOBAL" "$call/config"
exit 128
`

beforeAll(() => {
  mkdirSync(seen)
  mkdirSync(tools)
  writeFileSync(join(tools, "git"), witness)
  chmodSync(join(tools, "git"), 0o755)
  rmSync(mark, { force: true })
})
afterAll(() => space.remove())

function codeOf(work: () => unknown): string {
  try {
    work()
    return "accepted"
  } catch (error) {
    return error instanceof Fault ? error.code : `crash: ${String(error)}`
  }
}

test("the corpus is large enough", () => {
  expect(new Set(hostileAddresses).size).toBeGreaterThan(400)
  expect(new Set(hostileRefs).size).toBeGreaterThan(100)
  expect(new Set(hostilePaths).size).toBeGreaterThan(60)
})

test("an address is refused by its own fault, or is written down again in plain characters", () => {
  for (const text of hostileAddresses) {
    const code = codeOf(() => parseRepositoryAddress(text))
    expect([text, code]).toEqual([text, expect.stringMatching(/^(?:accepted|git\.address)$/)])
    if (code !== "accepted") continue
    const { url, host, candidates } = parseRepositoryAddress(text)
    expect(url).toMatch(/^(?:https:\/\/|ssh:\/\/|file:\/\/\/|[\w.-]+@)[\w.~@+:/%[\]-]*$/)
    expect(url).not.toMatch(/\/\.\.?(?:\/|$)|\/-|%2e|%2f|%0|^-|:\/\/[^/]*:[^/]*@/i)
    expect(host).not.toMatch(/^-/)
    for (const { ref = "x", directory = "x", entrypoint = "x" } of candidates) {
      expect(codeOf(() => parseGitRef(ref))).toBe("accepted")
      expect(isRepositoryPath(directory) && isRepositoryPath(entrypoint)).toBe(true)
    }
  }
})

test("what is accepted reaches Git in one configuration value, never in its arguments", async () => {
  const git = createGit({
    dataFolder: join(space.path, "data"),
    localFolders: ["/"],
    searchPath: `${tools}:/usr/bin:/bin`,
    lookup: async () => [{ address: "140.82.121.4" }],
  })
  let accepted = 0
  for (const text of hostileAddresses) {
    if (codeOf(() => parseRepositoryAddress(text)) !== "accepted") continue
    const address = parseRepositoryAddress(text)
    const error: unknown = await git.resolve({ address }).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(Fault)
    accepted++
  }
  const calls = readdirSync(seen)
  expect(accepted).toBeGreaterThan(20)
  expect(calls.length).toBeGreaterThan(20)
  const known =
    /^\s*(?:url|directory|sshCommand|curloptResolve|hooksPath|helper|auto|recurse|fsckObjects|unpackLimit|bundleURI|zeroPaddedFilemode|badTimezone|missingSpaceBeforeDate|promisor|partialCloneFilter|tagOpt|followRedirects|sslVerify|proxy|lowSpeedLimit|lowSpeedTime|allowFilter|allowAnySHA1InWant) = "[^"\n]*"$|^\[[a-z]+(?: "[a-z]+")?\]$/
  for (const call of calls) {
    const args = readFileSync(join(seen, call, "args"), "utf8")
    expect(args).toMatch(
      /^(?:4\nls-remote\n--symref\n--\norigin\n|\d+\n--git-dir\n[^\n]+\n(?:init\n--quiet\n--bare\n--template=)\n)$/,
    )
    const lines = readFileSync(join(seen, call, "config"), "utf8").split("\n")
    expect(lines.filter((line) => line !== "" && !known.test(line))).toEqual([])
  }
  expect(existsSync(mark)).toBe(false)
}, 60_000)

test("a ref is refused by its own fault, or is looked up among the refs the repository shows", async () => {
  const source = new Repository(space.path, "source")
  source.commit("one")
  const git = createGit({
    dataFolder: join(space.path, "real"),
    localFolders: [space.path],
    searchPath: process.env["PATH"] ?? "",
  })
  const address = parseRepositoryAddress(`file://${source.path}`)
  // White space around a ref is what people paste with it.
  for (const ref of hostileRefs.filter((ref) => ref.trim() !== "main")) {
    const error: unknown = await git.resolve({ address, ref }).catch((error: unknown) => error)
    expect([ref, error instanceof Fault ? error.code : error]).toEqual([
      ref,
      expect.stringMatching(/^git\.ref(?:_not_found)?$/),
    ])
  }
  expect(existsSync(mark)).toBe(false)
}, 60_000)

test("a path never leads out of its tree, into .git, or over a line's end", () => {
  for (const path of hostilePaths) {
    if (!isRepositoryPath(path)) continue
    expect(path).not.toMatch(
      /^\/|\/\/|(?:^|\/)\.\.?(?:\/|$)|(?:^|\/)\.git(?:\/|$)|[\0-\x1f\x7f\\]/i,
    )
  }
})
