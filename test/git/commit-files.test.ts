// What a fetched commit gives: its template and its files, exported without what leaves the tree; on real repositories.
import { execFileSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs"
import { join } from "node:path"

import { afterAll, describe, expect, test } from "vitest"

import { fileStage } from "./file-stage.ts"
import type { Repository } from "./repository.ts"

const { space, git, repository, at, files } = fileStage()
afterAll(() => space.remove())

describe("template", () => {
  const template = 'KEY = ""\n'
  const file = ".streamlit/secrets.toml"

  test("the file beside the working directory wins over the root's", async () => {
    const source = repository()
      .write(file, "root")
      .write(`apps/chat/${file}`, template)
      .write("other/a", "")
    source.commit("one")
    const fetched = await files(source)
    expect(await fetched.readTemplate("apps/chat")).toEqual({
      path: `apps/chat/${file}`,
      found: true,
      bytes: Buffer.from(template),
    })
    expect(await fetched.readTemplate("other")).toMatchObject({
      path: file,
      bytes: Buffer.from("root"),
    })
    expect(await fetched.readTemplate("")).toMatchObject({ path: file })
  })

  test("none: not found, and where it would be", async () => {
    const source = repository().write("app.py", "")
    source.commit("one")
    const found = await (await files(source)).readTemplate("apps")
    expect(found).toEqual({ path: `apps/${file}`, found: false })
  })

  test.each([
    ["symlink", (source: Repository) => source.link(file, "/etc/passwd")],
    [
      "symlink",
      (source: Repository) => source.link(".streamlit", "other").write("other/secrets.toml", "A=1"),
    ],
    ["folder", (source: Repository) => source.write(`${file}/x`, "")],
    ["too_large", (source: Repository) => source.write(file, "#".repeat(64 * 1024 + 1))],
    ["not_utf8", (source: Repository) => source.write(file, Buffer.from([0xff, 0xfe, 65, 0]))],
    [
      "lfs",
      (source: Repository) =>
        source.write(file, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"),
    ],
  ])("a %s is a problem, not a failure", async (problem, write) => {
    const source = repository()
    write(source)
    source.commit("one")
    const found = await (await files(source)).readTemplate("")
    expect(found).toEqual({ path: file, found: true, problem })
  })

  test("a submodule in its place is a problem, not a failure", async () => {
    const source = repository()
    const other = source.commit("one")
    source.git("update-index", "--add", "--cacheinfo", `160000,${other},.streamlit`)
    source.git("commit", "-qm", "submodule")
    const found = await (await files(source)).readTemplate("")
    expect(found).toEqual({ path: file, found: true, problem: "submodule" })
  })

  test("one larger than any fetch may be is a problem, not a failure", async () => {
    const source = repository().write(file, randomBytes(6_000_000))
    source.commit("one")
    const found = await (await files(source)).readTemplate("")
    expect(found).toEqual({ path: file, found: true, problem: "too_large" })
  })

  test("64 KiB are read", async () => {
    const source = repository().write(file, "#".repeat(64 * 1024))
    source.commit("one")
    expect((await (await files(source)).readTemplate("")).bytes).toHaveLength(64 * 1024)
  })
})

describe("export", () => {
  test("files with their modes, inner links, and a report of what was left out", async () => {
    const source = repository()
      .write("app.py", "print(1)\n")
      .write("bin/run", "#!/bin/sh\n")
      .write("data/empty", "")
      .write(".streamlit/secrets.toml", 'KEY = "in git"')
      .write("model.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n")
      .link("bin/inside", "../app.py")
      .link("bin/out", "../../etc/passwd")
      .link("absolute", "/etc/passwd")
      .link("winding", "bin/../../x")
    const commit = source.commit("one")
    source.git("update-index", "--chmod=+x", "bin/run")
    source.git("update-index", "--add", "--cacheinfo", `160000,${commit},vendor/lib`)
    source.git("commit", "-qm", "two")
    const target = join(space.path, "export")
    const exclude = [".streamlit/secrets.toml"]
    const report = await (await files(source)).exportTo({ target, exclude })
    const names = ["app.py", "bin", "bin/inside", "bin/run", "data", "data/empty", "model.bin"]
    expect(new Set(readdirSync(target, { recursive: true, encoding: "utf8" }))).toEqual(
      new Set(names),
    )
    expect(readFileSync(join(target, "app.py"), "utf8")).toBe("print(1)\n")
    expect(statSync(join(target, "bin/run")).mode & 0o777).toBe(0o755)
    expect(statSync(join(target, "app.py")).mode & 0o777).toBe(0o644)
    expect(readlinkSync(join(target, "bin/inside"))).toBe("../app.py")
    expect(new Map(report.notes.map(({ path, reason }) => [path, reason]))).toEqual(
      new Map([
        ["vendor/lib", "submodule"],
        ["absolute", "link_leaves_tree"],
        ["bin/out", "link_leaves_tree"],
        ["winding", "link_leaves_tree"],
        ["model.bin", "lfs"],
      ]),
    )
  })

  test("a chain of links that would leave the tree is cut", async () => {
    const source = repository().write("x/y/z/keep", "").write("a/b/keep", "")
    source.link("a/b/c", "../..").link("x/y/z/k", "../../../a/b/c/..")
    source.commit("chain")
    const target = join(space.path, "chain")
    const report = await (await files(source)).exportTo({ target })
    expect(report.notes).toEqual([{ path: "x/y/z/k", reason: "link_leaves_tree" }])
  })

  test("many files come over in order and whole", async () => {
    const source = repository()
    for (let at = 0; at < 90; at++) source.write(`d${at % 7}/f${at}`, `content ${at}\n`.repeat(at))
    source.commit("many")
    const target = join(space.path, "many")
    const report = await (await files(source)).exportTo({ target })
    expect(report.files).toBe(90)
    expect(readFileSync(join(target, "d5/f89"), "utf8")).toBe("content 89\n".repeat(89))
  })

  test("a tree that names .git or climbs out is refused", async () => {
    const source = repository().write("a", "text")
    source.commit("one")
    const blob = source.git("rev-parse", "HEAD:a")
    for (const name of [".git", "..", ".GIT"]) {
      const entry = `100644 ${name}\0`
      const body = Buffer.concat([Buffer.from(entry), Buffer.from(blob, "hex")])
      const tree = execFileSync(
        "git",
        ["-C", source.path, "hash-object", "-t", "tree", "--literally", "-w", "--stdin"],
        { input: body, encoding: "utf8" },
      ).trim()
      const commit = source.git("commit-tree", "-m", "evil", tree)
      const fetched = git.fetch({ address: at(source), commit })
      await expect(fetched).rejects.toMatchObject({ code: "git.unsafe_tree" })
    }
  })
})
