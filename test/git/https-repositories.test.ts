// Git over https://, on a real host with a certificate of its own: pinning, credentials, redirects, old servers, proxies.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { type AddressInfo, connect, type Socket } from "node:net"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Sealed } from "../../packages/server/src/base/sealed.ts"
import { parseRepositoryAddress } from "../../packages/server/src/domain/repository-address.ts"
import type { RepositoryAddress } from "../../packages/server/src/domain/repository-address.ts"
import { createGit } from "../../packages/server/src/git/create-git.ts"
import type { Git, GitCredential } from "../../packages/server/src/git/git.ts"
import type { GitOptions } from "../../packages/server/src/git/git-options.ts"
import { selfSigned } from "./certificate.ts"
import { type GitHost, startGitHost } from "./https-server.ts"
import { Repository, workspace } from "./repository.ts"

const space = workspace()
const token = "canary_b7d2e6f0"
const certificatesFile = join(space.path, "authority.pem")
let host: GitHost
let first: string
let second: string

beforeAll(async () => {
  const certificate = selfSigned(["git.test", "localhost"])
  writeFileSync(certificatesFile, certificate.certificate)
  const source = new Repository(space.path, "app")
    .write("app.py", "1")
    .write("data.bin", Buffer.alloc(5_000, 7))
  first = source.commit("one")
  source.git("commit", "--allow-empty", "-qm", "two")
  second = source.git("rev-parse", "HEAD")
  source.git("config", "uploadpack.allowFilter", "true")
  host = await startGitHost(space.path, certificate, `x-access-token:${token}`)
})
afterAll(async () => {
  await host.close()
  space.remove()
})

let made = 0
function make(options: Partial<GitOptions> = {}): Git {
  return createGit({
    dataFolder: join(space.path, `data-${made++}`),
    localFolders: [],
    searchPath: process.env["PATH"] ?? "",
    allowPrivateHosts: ["git.test"],
    certificatesFile,
    lookup: async () => [{ address: "127.0.0.1" }],
    ...options,
  })
}

function at(path: string, name = "git.test"): RepositoryAddress {
  return parseRepositoryAddress(`https://${name}:${host.port}/${path}`)
}

function credential(value: string): GitCredential {
  return { id: "cred_1", kind: "https-token", value: new Sealed(value) }
}

describe("https", () => {
  test("Git connects to the address that was checked: it asks no name server itself", async () => {
    const { commit, defaultBranch } = await make().resolve({ address: at("open/app") })
    expect([commit, defaultBranch]).toEqual([second, "main"])
  })

  test("an older commit comes without its files, and they come when they are read", async () => {
    const fetched = await make().fetch({ address: at("open/app"), commit: first })
    const before = host.requests.length
    const read = await fetched.readFile("data.bin", 5_000)
    expect("bytes" in read && read.bytes.length).toBe(5_000)
    expect(host.requests.length).toBeGreaterThan(before)
  })

  test("a host with a private address is refused before anything is sent", async () => {
    const before = host.requests.length
    const refused = make({ allowPrivateHosts: [] }).resolve({ address: at("open/app") })
    await expect(refused).rejects.toMatchObject({ code: "git.host_refused" })
    for (const name of ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"]) {
      const literal = make({ allowPrivateHosts: [] }).resolve({ address: at("open/app", name) })
      await expect(literal).rejects.toMatchObject({ code: "git.host_refused" })
    }
    expect(host.requests).toHaveLength(before)
  })

  test("one private address among public ones refuses the host", async () => {
    const lookup = async () => [{ address: "140.82.121.4" }, { address: "169.254.169.254" }]
    const refused = make({ allowPrivateHosts: [], lookup }).resolve({ address: at("open/app") })
    await expect(refused).rejects.toMatchObject({ code: "git.host_refused" })
  })

  test("a redirect is not followed, and is told", async () => {
    const before = host.requests.length
    const moved = make().resolve({ address: at("moved/app") })
    await expect(moved).rejects.toMatchObject({
      code: "git.address",
      public: expect.stringContaining("has moved"),
    })
    expect(host.requests.slice(before).every(({ path }) => path.startsWith("/moved/"))).toBe(true)
  })

  test("a certificate that cannot be verified ends the call", async () => {
    const strict = createGit({
      dataFolder: join(space.path, "strict"),
      localFolders: [],
      searchPath: process.env["PATH"] ?? "",
      allowPrivateHosts: ["git.test"],
      lookup: async () => [{ address: "127.0.0.1" }],
    })
    await expect(strict.resolve({ address: at("open/app") })).rejects.toMatchObject({
      code: "git.unreachable",
      public: expect.stringContaining("certificate"),
    })
  })

  test("a host without a name, without a listener, without an answer", async () => {
    const lookup = async () => await Promise.reject(new Error("ENOTFOUND"))
    const unknown = make({ lookup }).resolve({ address: at("open/app") })
    await expect(unknown).rejects.toMatchObject({ code: "git.unreachable" })
    const closed = parseRepositoryAddress("https://git.test:1/open/app")
    await expect(make().resolve({ address: closed })).rejects.toMatchObject({
      code: "git.unreachable",
    })
    const stuck = make({ limits: { timeoutMs: 500 } }).resolve({ address: at("stuck/app") })
    await expect(stuck).rejects.toMatchObject({ code: "git.too_slow" })
  })

  test("a server that cannot leave files out sends them all, and nothing is fetched again", async () => {
    const source = new Repository(space.path, "plain").write("app.py", "1")
    const commit = source.commit("one")
    const fetched = await make().fetch({ address: at("open/plain"), commit })
    const before = host.requests.length
    expect(await fetched.readFile("app.py", 5)).toEqual({ bytes: Buffer.from("1") })
    expect(host.requests).toHaveLength(before)
  })

  test("a server of the first protocol version gives an older commit too", async () => {
    const fetched = await make().fetch({ address: at("old/app"), commit: first })
    expect(fetched.facts.subject).toBe("one")
    const missing = make().fetch({ address: at("old/app"), commit: "0".repeat(40) })
    await expect(missing).rejects.toMatchObject({ code: "git.ref_not_found" })
  })
})

describe("private repositories", () => {
  test("without a credential: not found or private, with what to do", async () => {
    for (const path of ["private/app", "open/nothing"]) {
      await expect(make().resolve({ address: at(path) })).rejects.toMatchObject({
        code: "git.repository_not_found",
        public: expect.stringMatching(/or it is private.*credential/),
      })
    }
  })

  test("with its token it opens; with another it is refused, and no message holds either", async () => {
    const found = await make().resolve({
      address: at("private/app"),
      credential: credential(token),
    })
    expect(found.commit).toBe(second)
    const wrong = credential("canary_other")
    const error = await make()
      .resolve({ address: at("private/app"), credential: wrong })
      .catch(String)
    expect(error).toMatch(/git.access_denied/)
    expect(error).not.toMatch(/canary/)
  })

  test("while Git uses a token, no process has it in its arguments or its environment", async () => {
    let looked = 0
    host.onRequest = () => {
      looked++
      for (const file of ["cmdline", "environ"]) {
        for (const text of ofAllProcesses(file)) {
          expect(text).not.toContain(token)
          expect(text).not.toContain(Buffer.from(`x-access-token:${token}`).toString("base64"))
        }
      }
    }
    const git = make()
    await git.resolve({ address: at("private/app"), credential: credential(token) })
    host.onRequest = () => {}
    expect(looked).toBeGreaterThan(1)
  })

  test("after a call the token lies nowhere: not in the data folder, not on memory-backed storage", async () => {
    const dataFolder = join(space.path, "quiet")
    const memoryFolder = join(space.path, "memory")
    mkdirSync(memoryFolder)
    const git = make({ dataFolder, memoryFolder })
    const during: string[] = []
    host.onRequest = () => {
      during.push(...filesBelow(memoryFolder).map((file) => readFileSync(file, "latin1")))
    }
    const fetched = await git.fetch({
      address: at("private/app"),
      commit: first,
      credential: credential(token),
    })
    await fetched.readFile("app.py", 10)
    host.onRequest = () => {}
    const encoded = Buffer.from(`x-access-token:${token}`).toString("base64")
    const holds = (text: string) => text.includes(token) || text.includes(encoded)
    expect(during.some(holds)).toBe(true)
    expect(filesBelow(memoryFolder)).toEqual([])
    const left = filesBelow(dataFolder)
    expect(left).not.toEqual([])
    for (const file of left) expect(holds(readFileSync(file, "latin1"))).toBe(false)
    expect(filesBelow(join(dataFolder, "git/calls"))).toEqual([])
  })

  test("where memory cannot be written to, the token lies in the data folder during a call alone", async () => {
    const dataFolder = join(space.path, "without-memory")
    // A folder that lets nobody make one in it, root included.
    const git = make({ dataFolder, memoryFolder: "/proc" })
    const calls = join(dataFolder, "git/calls")
    let during = 0
    host.onRequest = () => {
      during += filesBelow(calls).length
    }
    await git.resolve({ address: at("private/app"), credential: credential(token) })
    host.onRequest = () => {}
    expect(during).toBeGreaterThan(0)
    expect(filesBelow(calls)).toEqual([])
  })

  test("a token with a line end is refused, not written into a header", async () => {
    const wrong = credential("a\nextraHeader = x")
    await expect(
      make().resolve({ address: at("open/app"), credential: wrong }),
    ).rejects.toMatchObject({
      code: "credential.invalid",
    })
  })
})

test("behind a proxy the way goes through it, also to names only it can resolve", async () => {
  const targets: string[] = []
  const proxy = createServer()
  proxy.on("connect", (request, socket: Socket) => {
    targets.push(request.url ?? "")
    const upstream = connect(host.port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n")
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on("error", () => socket.destroy())
    socket.on("error", () => upstream.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve))
  const { port } = proxy.address() as AddressInfo
  const lookup = async () => await Promise.reject(new Error("ENOTFOUND"))
  const git = make({ proxy: `http://127.0.0.1:${port}`, lookup })
  expect((await git.resolve({ address: at("open/app") })).commit).toBe(second)
  expect(new Set(targets)).toEqual(new Set([`git.test:${host.port}`]))
  proxy.closeAllConnections()
  await new Promise((resolve) => proxy.close(resolve))
})

function ofAllProcesses(file: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/${file}`, "latin1")]
      } catch {
        return []
      }
    })
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return []
  }
}
