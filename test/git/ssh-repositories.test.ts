// Git over ssh with a deploy key, through the machine's real ssh client.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Sealed } from "../../packages/server/src/base/sealed.ts"
import { parseRepositoryAddress } from "../../packages/server/src/domain/repository-address.ts"
import type { RepositoryAddress } from "../../packages/server/src/domain/repository-address.ts"
import { createGit } from "../../packages/server/src/git/create-git.ts"
import type { DeployKey, Git, GitCredential } from "../../packages/server/src/git/git.ts"
import type { GitOptions } from "../../packages/server/src/git/git-options.ts"
import { Repository, workspace } from "./repository.ts"
import { type SshHost, startSshHost } from "./ssh-server.ts"

const space = workspace()
const dataFolder = join(space.path, "data")
let host: SshHost
let git: Git
let key: DeployKey
let commit: string

beforeAll(async () => {
  const source = new Repository(space.path, "app").write("app.py", "print(1)\n")
  commit = source.commit("one")
  source.git("config", "uploadpack.allowFilter", "true")
  host = await startSshHost(space.path)
  git = make()
  key = await git.makeDeployKey("modkeep: llm-battleground")
  host.authorized = key.publicKey
})
afterAll(async () => {
  await host.close()
  space.remove()
})

function make(options: Partial<GitOptions> = {}): Git {
  return createGit({
    dataFolder,
    localFolders: [],
    searchPath: process.env["PATH"] ?? "",
    allowPrivateHosts: ["git.test"],
    lookup: async () => [{ address: "127.0.0.1" }],
    ...options,
  })
}

function at(port = host.port): RepositoryAddress {
  return parseRepositoryAddress(`ssh://git@git.test:${port}/app`)
}

function credential({ privateKey }: DeployKey): GitCredential {
  return { id: "cred_1", kind: "ssh-key", value: privateKey }
}

describe("deploy keys", () => {
  test("the public half is one line that sites take; the private half prints as nothing", async () => {
    expect(key.publicKey).toMatch(/^ssh-ed25519 [A-Za-z0-9+/=]+ modkeep llm-battleground$/)
    expect(JSON.stringify(key)).not.toContain("PRIVATE KEY")
    expect((await git.publicKeyOf(key.privateKey)).split(" ")[1]).toBe(key.publicKey.split(" ")[1])
  })

  test("what is no key, or one behind a passphrase, is refused with the reason", async () => {
    for (const text of ["", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"]) {
      await expect(git.publicKeyOf(new Sealed(text))).rejects.toMatchObject({
        code: "credential.invalid",
        public: expect.stringContaining("not a private key"),
      })
    }
  })
})

describe("ssh", () => {
  test("a deploy key opens the repository at the address that was checked", async () => {
    const found = await git.resolve({ address: at(), credential: credential(key) })
    expect(found.commit).toBe(commit)
    const files = await git.fetch({ address: at(), commit, credential: credential(key) })
    expect(await files.readFile("app.py", 100)).toEqual({ bytes: Buffer.from("print(1)\n") })
    expect(new Set(host.commands)).toEqual(new Set(["git-upload-pack '/app'"]))
  })

  test("without a key, or with another, the repository stays shut", async () => {
    await expect(git.resolve({ address: at() })).rejects.toMatchObject({
      code: "git.repository_not_found",
    })
    const other = credential(await git.makeDeployKey("other"))
    await expect(git.resolve({ address: at(), credential: other })).rejects.toMatchObject({
      code: "git.access_denied",
    })
  })

  test("a repository that is not there is told apart from a key that is refused", async () => {
    const nothing = parseRepositoryAddress(`ssh://git@git.test:${host.port}/nothing`)
    const found = git.resolve({ address: nothing, credential: credential(key) })
    await expect(found).rejects.toMatchObject({ code: "git.repository_not_found" })
  })

  test("a host that shows another key than before is not spoken to", async () => {
    await git.resolve({ address: at(), credential: credential(key) })
    const known = readFileSync(join(dataFolder, "git/known_hosts"), "utf8")
    expect(known).toContain(`[git.test]:${host.port} `)
    const impostor = await startSshHost(space.path)
    impostor.authorized = key.publicKey
    const moved = known.replace(`:${host.port} `, `:${impostor.port} `)
    writeFileSync(join(dataFolder, "git/known_hosts"), moved)
    const refused = git.resolve({ address: at(impostor.port), credential: credential(key) })
    await expect(refused).rejects.toMatchObject({
      code: "git.unreachable",
      public: expect.stringContaining("another key than before"),
    })
    expect(impostor.commands).toEqual([])
    await impostor.close()
  })

  test("during a call the key lies in a private folder alone; afterwards nowhere", async () => {
    const memoryFolder = join(space.path, "memory")
    mkdirSync(memoryFolder)
    const body = key.privateKey.reveal().split("\n")[2] ?? "?"
    const found: string[] = []
    host.onCommand = () => {
      for (const entry of readdirSync(memoryFolder, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name)
        const { mode } = statSync(path)
        expect(mode & 0o077).toBe(0)
        if (entry.isFile() && readFileSync(path, "utf8").includes(body)) found.push(entry.name)
      }
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        expect(readProcess(pid)).not.toContain(body)
      }
    }
    const address = at()
    await make({ memoryFolder }).resolve({ address, credential: credential(key) })
    host.onCommand = () => {}
    expect(found).toContain("key")
    expect(readdirSync(memoryFolder, { recursive: true }).length).toBe(1)
  })

  test("what a killed server left is swept away at the next start", async () => {
    const memoryFolder = join(space.path, "left")
    mkdirSync(memoryFolder)
    const own = make({ memoryFolder })
    await own.makeDeployKey("x")
    const [home = ""] = readdirSync(memoryFolder)
    mkdirSync(join(memoryFolder, home, "call-dead"))
    writeFileSync(join(memoryFolder, home, "call-dead/key"), "left")
    await own.sweep()
    expect(readdirSync(join(memoryFolder, home))).toEqual([])
  })
})

function readProcess(pid: string): string {
  try {
    return (
      readFileSync(`/proc/${pid}/environ`, "latin1") +
      readFileSync(`/proc/${pid}/cmdline`, "latin1")
    )
  } catch {
    return ""
  }
}
