// Git over file://: resolve, which folders of the machine may be read, and fetch, on real repositories.
import { execFileSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs"
import { join } from "node:path"

import { afterAll, describe, expect, test } from "vitest"

import { createGit } from "../../packages/server/src/git/create-git.ts"
import type { Git } from "../../packages/server/src/git/git.ts"
import { parseRepositoryAddress } from "../../packages/server/src/domain/repository-address.ts"
import { fileStage } from "./file-stage.ts"
import { Repository } from "./repository.ts"

const searchPath = process.env["PATH"] ?? ""
const { space, git, repository, at, files } = fileStage()
afterAll(() => space.remove())

describe("resolve", () => {
  test("no ref: the head of the default branch, with its date, author and subject", async () => {
    const source = repository().write("app.py", "1")
    const commit = source.commit("A first\n\nbody")
    expect(await git.resolve({ address: at(source) })).toEqual({
      commit,
      ref: "refs/heads/main",
      defaultBranch: "main",
      committedAt: Date.parse("2023-07-15T12:00:00Z"),
      author: "Dana",
      subject: "A first",
    })
  })

  test("a branch, a tag (peeled), a full name, a whole and a short commit id", async () => {
    const source = repository()
    const first = source.commit("one")
    source.git("tag", "-a", "-m", "t", "v1")
    source.git("branch", "feature/x")
    const second = source.commit("two")
    const commitOf = async (ref: string): Promise<string> =>
      (await git.resolve({ address: at(source), ref })).commit
    expect(await commitOf("v1")).toBe(first)
    expect(await commitOf("feature/x")).toBe(first)
    expect(await commitOf("refs/heads/main")).toBe(second)
    expect(await commitOf(first)).toBe(first)
    expect(await commitOf(first.slice(0, 8))).toBe(first)
    expect(await commitOf(second.slice(0, 7).toUpperCase())).toBe(second)
  })

  test("a page's ref ends where a branch of the repository ends", async () => {
    const source = repository().write("src/deep/app.py", "1")
    source.commit("one")
    source.git("branch", "feature/x")
    const found = await git.resolve({ address: at(source, "blob/feature/x/src/deep/app.py") })
    expect(found).toMatchObject({ ref: "refs/heads/feature/x", entrypoint: "src/deep/app.py" })
    const folder = await git.resolve({ address: at(source, "tree/main/src/deep") })
    expect(folder).toMatchObject({ ref: "refs/heads/main", directory: "src/deep" })
  })

  test("a file's page gives the folder that is set up for it, not a folder of code", async () => {
    const source = repository()
      .write("apps/chat/requirements.txt", "")
      .write("apps/chat/src/app.py", "1")
      .write("apps/plain/app.py", "1")
      .write("apps/settings/.streamlit/config.toml", "")
      .write("apps/settings/app.py", "1")
    source.commit("one")
    const places = async (page: string): Promise<(string | undefined)[]> => {
      const address = { ...at(source, page), kind: "blob" as const }
      const { directory, entrypoint } = await git.resolve({ address })
      return [directory, entrypoint]
    }
    expect(await places("blob/main/apps/chat/src/app.py")).toEqual([
      "apps/chat",
      "apps/chat/src/app.py",
    ])
    expect(await places("blob/main/apps/plain/app.py")).toEqual([undefined, "apps/plain/app.py"])
    expect(await places("blob/main/apps/settings/app.py")).toEqual([
      "apps/settings",
      "apps/settings/app.py",
    ])
  })

  test("what is not there is said in words that name it", async () => {
    const source = repository()
    await expect(git.resolve({ address: at(source) })).rejects.toMatchObject({ code: "git.empty" })
    source.commit("one")
    await expect(git.resolve({ address: at(source), ref: "nope" })).rejects.toMatchObject({
      code: "git.ref_not_found",
      public: expect.stringContaining('"nope"'),
    })
    for (const ref of ["abcdef1", "0123456789012345678901234567890123456789"]) {
      const missing = git.resolve({ address: at(source), ref })
      await expect(missing).rejects.toMatchObject({ code: "git.ref_not_found" })
    }
    const notThere = parseRepositoryAddress(`file://${space.path}/allowed/nowhere`)
    await expect(git.resolve({ address: notThere })).rejects.toMatchObject({
      code: "git.host_refused",
    })
    mkdirSync(join(space.path, "allowed/plain"))
    const plain = parseRepositoryAddress(`file://${space.path}/allowed/plain`)
    await expect(git.resolve({ address: plain })).rejects.toMatchObject({
      code: "git.repository_not_found",
    })
  })

  test("a tag of a file is no commit", async () => {
    const source = repository().write("a", "text")
    source.commit("one")
    source.git("tag", "blob", source.git("rev-parse", "HEAD:a"))
    const found = git.resolve({ address: at(source), ref: "blob" })
    await expect(found).rejects.toMatchObject({ code: "git.ref_not_found" })
  })

  test("subject and author come without control and direction-changing characters", async () => {
    const source = repository()
    source.git("-c", "user.name=x", "commit", "--allow-empty", "-qm", "a\u001b[31mred\u202eevil")
    const { subject } = await git.resolve({ address: at(source) })
    expect(subject).toBe("a [31mred evil")
  })
})

describe("folders of the machine", () => {
  test("a repository outside the allowed folders is refused, by path and by link", async () => {
    const outside = new Repository(space.path, "outside")
    outside.commit("one")
    symlinkSync(outside.path, join(space.path, "allowed/link"))
    for (const path of [outside.path, join(space.path, "allowed/link"), "/", "/etc"]) {
      const address = parseRepositoryAddress(`file://${path === "/" ? "/x" : path}`)
      await expect(git.resolve({ address })).rejects.toMatchObject({ code: "git.host_refused" })
    }
  })

  test("a folder that is allowed gives nothing of a repository that is not", async () => {
    const outside = new Repository(space.path, "outside-2").write("secret", "1")
    const commit = outside.commit("one")
    const allowed = join(space.path, "allowed")
    const worktree = join(allowed, "worktree")
    outside.git("worktree", "add", "--quiet", "--detach", worktree)
    const shared = join(allowed, "shared")
    outside.git("clone", "--quiet", "--bare", "--shared", outside.path, shared)
    const objects = join(allowed, "objects")
    outside.git("init", "--quiet", "--bare", objects)
    rmSync(join(objects, "objects"), { recursive: true })
    symlinkSync(join(outside.path, ".git/objects"), join(objects, "objects"))
    const pointer = join(allowed, "pointer")
    mkdirSync(pointer)
    symlinkSync(join(outside.path, ".git"), join(pointer, ".git"))
    for (const path of [worktree, shared, objects, pointer]) {
      const address = parseRepositoryAddress(`file://${path}`)
      await expect(git.resolve({ address, ref: commit })).rejects.toMatchObject({
        code: "git.host_refused",
      })
    }
  })

  test("worktrees and shared clones inside the allowed folders are repositories like any other", async () => {
    const source = repository().write("a", "1")
    const commit = source.commit("one")
    const worktree = `${source.path}-worktree`
    source.git("worktree", "add", "--quiet", "--detach", worktree)
    source.git("clone", "--quiet", "--bare", "--shared", source.path, `${source.path}-shared`)
    for (const path of [worktree, `${source.path}-shared`]) {
      const address = parseRepositoryAddress(`file://${path}`)
      expect((await git.resolve({ address })).commit).toBe(commit)
    }
  })

  test("none is allowed unless the operator says so", async () => {
    const closed = createGit({ dataFolder: join(space.path, "data"), localFolders: [], searchPath })
    const source = repository()
    source.commit("one")
    await expect(closed.resolve({ address: at(source) })).rejects.toMatchObject({
      code: "git.host_refused",
      public: expect.stringContaining("MODKEEP_GIT_LOCAL"),
    })
  })

  test("the repository's own configuration and hooks run nothing", async () => {
    const source = repository().write("app.py", "1")
    source.commit("one")
    const mark = join(space.path, "ran")
    source.git("config", "uploadpack.packObjectsHook", `touch ${mark}; exec`)
    source.git("config", "core.fsmonitor", `touch ${mark}`)
    source.git("config", "core.sshCommand", `touch ${mark}`)
    source.git("config", "alias.fetch", `!touch ${mark}`)
    await (await files(source)).readFile("app.py", 10)
    expect(readdirSync(space.path)).not.toContain("ran")
  })
})

describe("fetch", () => {
  test("brings the tree at once and a file only when it is read", async () => {
    const source = repository().write("a/b.txt", "hello").write("big", Buffer.alloc(100_000, 1))
    const commit = source.commit("one")
    const fetched = await git.fetch({ address: at(source), commit })
    expect(fetched.entries.map(({ path, kind }) => [path, kind])).toEqual([
      ["a/b.txt", "file"],
      ["big", "file"],
    ])
    expect(storeObjects(commit)).not.toContain("blob")
    expect(await fetched.readFile("a/b.txt", 5)).toEqual({ bytes: Buffer.from("hello") })
    expect(storeObjects(commit).filter((type) => type === "blob")).toHaveLength(1)
    expect(await fetched.readFile("a/b.txt", 4)).toEqual({ problem: "too_large" })
    expect(await fetched.readFile("nope", 4)).toEqual({ problem: "missing" })
    expect(await fetched.readFile("a", 4)).toEqual({ problem: "folder" })
  })

  test("a commit that was fetched needs the repository no more", async () => {
    const source = repository().write("a", "1")
    const commit = source.commit("one")
    await git.fetch({ address: at(source), commit })
    const gone = { ...at(source), path: "/nowhere" }
    expect((await git.fetch({ address: gone, commit })).facts.commit).toBe(commit)
  })

  test("what one credential fetched is not there for another", async () => {
    const source = repository().write("a", "1")
    const commit = source.commit("one")
    await git.fetch({ address: at(source), commit })
    const credential = { id: "cred_2", kind: "https-token", value: null as never } as const
    const gone = { ...at(source), path: "/nowhere" }
    await expect(git.fetch({ address: gone, commit, credential })).rejects.toMatchObject({
      code: "git.host_refused",
    })
  })

  test("twenty fetches of one commit at once end with one store and no leftovers", async () => {
    const source = repository().write("a", "1")
    const commit = source.commit("one")
    const all = Array.from({ length: 20 }, () => git.fetch({ address: at(source), commit }))
    for (const fetched of await Promise.all(all)) expect(fetched.entries).toHaveLength(1)
    expect(readdirSync(join(space.path, "data/git/scratch"))).toEqual([])
  })

  test("a damaged store is fetched anew", async () => {
    const source = repository().write("a", "1")
    const commit = source.commit("one")
    await git.fetch({ address: at(source), commit })
    const packs = join(storeOf(commit), "objects/pack")
    for (const name of readdirSync(packs)) rmSync(join(packs, name))
    const fetched = await git.fetch({ address: at(source), commit })
    expect(await fetched.readFile("a", 10)).toEqual({ bytes: Buffer.from("1") })
  })

  test("a commit nobody asked for in a month is forgotten, one in use is kept", async () => {
    const source = repository()
    const [old, used] = [source.commit("old"), source.commit("used")]
    await git.fetch({ address: at(source), commit: old })
    await git.fetch({ address: at(source), commit: used })
    const day = 24 * 60 * 60 * 1_000
    const at20 = later(20 * day)
    await at20.fetch({ address: at(source), commit: used })
    await at20.sweepCommits()
    expect(storeOf(old)).not.toBe("")
    await later(31 * day).sweepCommits()
    expect(storeOf(old)).toBe("")
    expect(storeOf(used)).not.toBe("")
  })

  test("a commit with too many files is refused", async () => {
    const source = repository()
    for (let at = 0; at < 101; at++) source.write(`f${at}`, "")
    source.commit("many")
    await expect(files(source)).rejects.toMatchObject({ code: "git.too_large" })
  })

  test("more bytes than allowed end the fetch", async () => {
    const source = repository().write("big.bin", randomBytes(6_000_000))
    source.commit("big")
    const target = join(space.path, "too-big")
    const exported = (await files(source)).exportTo({ target })
    await expect(exported).rejects.toMatchObject({ code: "git.too_large" })
    expect(readdirSync(space.path)).not.toContain("too-big")
  })

  test("a small pack that grows beyond the limit is not exported", async () => {
    const source = repository().write("zeros", Buffer.alloc(6_000_000))
    source.commit("bomb")
    const exported = (await files(source)).exportTo({ target: join(space.path, "bomb") })
    await expect(exported).rejects.toMatchObject({ code: "git.too_large" })
  })

  test("a slow repository is given up in time", async () => {
    const hasty = createGit({
      dataFolder: join(space.path, "hasty"),
      localFolders: [join(space.path, "allowed")],
      searchPath,
      limits: { timeoutMs: 1 },
    })
    const source = repository()
    source.commit("one")
    await expect(hasty.resolve({ address: at(source) })).rejects.toMatchObject({
      code: "git.too_slow",
    })
  })

  test("a caller that goes away ends the work", async () => {
    const source = repository()
    source.commit("one")
    const signal = AbortSignal.abort(new Error("gone"))
    await expect(git.resolve({ address: at(source), signal })).rejects.toThrow("gone")
  })
})

function later(ms: number): Git {
  return createGit({
    dataFolder: join(space.path, "data"),
    localFolders: [join(space.path, "allowed")],
    searchPath,
    clock: { now: () => Date.now() + ms },
  })
}

function storeOf(commit: string): string {
  const root = join(space.path, "data/git/commits")
  const paths = readdirSync(root).map((name) => join(root, name, `${commit}.git`))
  return paths.find((path) => statSync(path, { throwIfNoEntry: false }) !== undefined) ?? ""
}

function storeObjects(commit: string): string[] {
  const store = storeOf(commit)
  const args = [
    "--git-dir",
    store,
    "cat-file",
    "--batch-all-objects",
    "--batch-check=%(objecttype)",
  ]
  return execFileSync("git", args, { encoding: "utf8" }).trim().split("\n")
}
