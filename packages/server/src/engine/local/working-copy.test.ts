import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterEach, beforeEach, expect, it } from "vitest"

import { removeTree } from "./remove-tree.ts"
import { makeWorkingCopy } from "./working-copy.ts"

const isRoot = process.getuid?.() === 0
let folder: string
let tree: string
let copy: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "modkeep-copy-"))
  tree = join(folder, "tree")
  copy = join(folder, "copy")
  await mkdir(join(tree, "pages/deep"), { recursive: true })
  await writeFile(join(tree, "app.py"), "original")
  await writeFile(join(tree, "pages/deep/one.py"), "one")
  await symlink("app.py", join(tree, "link.py"))
})
afterEach(async () => rm(folder, { recursive: true, force: true }))

it("what is written to the copy never reaches the tree", async () => {
  await makeWorkingCopy(tree, copy, undefined)
  await writeFile(join(copy, "app.py"), "changed")
  await writeFile(join(copy, "pages/deep/one.py"), "changed", { flag: "r+" })
  expect(await readFile(join(tree, "app.py"), "utf8")).toBe("original")
  expect(await readFile(join(tree, "pages/deep/one.py"), "utf8")).toBe("one")
})

it("links stay links, files stay executable, and read-only files become the module's to write", async () => {
  await chmod(join(tree, "app.py"), 0o444)
  await chmod(join(tree, "pages/deep/one.py"), 0o555)
  await makeWorkingCopy(tree, copy, undefined)
  expect(await readlink(join(copy, "link.py"))).toBe("app.py")
  expect((await lstat(join(copy, "app.py"))).mode & 0o777).toBe(0o644)
  expect((await lstat(join(copy, "pages/deep/one.py"))).mode & 0o777).toBe(0o755)
})

it.runIf(isRoot)(
  "everything in it belongs to the module's user, and nobody else enters",
  async () => {
    await makeWorkingCopy(tree, copy, 200_123)
    for (const path of ["", "app.py", "link.py", "pages", "pages/deep", "pages/deep/one.py"]) {
      const { uid, gid } = await lstat(join(copy, path))
      expect([path, uid, gid]).toEqual([path, 200_123, 200_123])
    }
    expect((await lstat(copy)).mode & 0o777).toBe(0o700)
  },
)

it("an existing folder is never copied into", async () => {
  await mkdir(copy)
  await expect(makeWorkingCopy(tree, copy, undefined)).rejects.toMatchObject({ code: "EEXIST" })
})

it("removing it follows no link", async () => {
  await makeWorkingCopy(tree, copy, undefined)
  await symlink(tree, join(copy, "out"))
  await removeTree(copy)
  await expect(lstat(copy)).rejects.toMatchObject({ code: "ENOENT" })
  expect(await readFile(join(tree, "app.py"), "utf8")).toBe("original")
})
