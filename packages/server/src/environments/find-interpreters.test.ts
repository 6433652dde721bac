import { access, chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { findInterpreters } from "./find-interpreters.ts"
import { findTools } from "./find-tools.ts"

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "modkeep-find-"))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function script(path: string, text: string): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true })
  await writeFile(path, `#!/bin/sh\n${text}\n`)
  await chmod(path, 0o755)
}

describe("the interpreters of a machine", () => {
  const nowhere = { path: "", home: undefined, pyenvRoot: undefined, managed: "/nonexistent" }

  test("are asked once each, however many links lead to them, newest first", async () => {
    const found = await findInterpreters({ ...nowhere, path: "/usr/bin:/bin:/usr/bin" })
    expect(new Set(found.map((one) => one.path)).size).toBe(found.length)
    const [first] = found
    expect(first?.version).toMatch(/^3\.\d+\.\d+$/u)
    await mkdir(join(folder, "versions/mine/bin"), { recursive: true })
    await symlink(first?.path ?? "", join(folder, "versions/mine/bin/python3"))
    expect(await findInterpreters({ ...nowhere, pyenvRoot: folder })).toEqual(found)
  })

  test("are never found by running a script of the same name", async () => {
    await script(join(folder, "bin/python3"), `touch ${join(folder, "ran")}`)
    await findInterpreters({ ...nowhere, path: join(folder, "bin") })
    await expect(access(join(folder, "ran"))).rejects.toThrow("ENOENT")
  })
})

describe("the tools", () => {
  test("are a new enough uv, an older one on the PATH passed over", async () => {
    await script(join(folder, "old/uv"), "echo uv 0.11.14")
    await script(
      join(folder, "tools/python/bin/uv"),
      "echo 'uv 0.11.15 (x86_64-unknown-linux-gnu)'",
    )
    const search = {
      folder: join(folder, "tools"),
      path: join(folder, "old"),
      pythons: [],
      network: {},
    }
    const tools = await findTools(search)
    expect(tools).toMatchObject({ uvVersion: "0.11.15", uv: join(folder, "tools/python/bin/uv") })
    expect(tools.sandboxProblem).toBe("bubblewrap is not installed")
  })

  test("do not count a bubblewrap that this machine refuses to run", async () => {
    await script(join(folder, "bin/uv"), "echo uv 0.13.9")
    await script(
      join(folder, "bin/bwrap"),
      "echo 'No permissions to create a new namespace' >&2; exit 1",
    )
    await script(join(folder, "tools/python/bin/uv"), "echo uv 0.13.9")
    const search = {
      folder: join(folder, "tools"),
      path: join(folder, "bin"),
      pythons: [],
      network: {},
    }
    const tools = await findTools(search)
    expect(tools.bubblewrap).toBeUndefined()
    expect(tools.sandboxProblem).toContain("No permissions to create a new namespace")
  })

  test("that cannot be had are told with the mend", async () => {
    const search = { folder: join(folder, "tools"), path: "", pythons: [], network: {} }
    await mkdir(search.folder)
    await expect(findTools(search)).rejects.toMatchObject({
      code: "environment.tools",
      public: expect.stringContaining("install uv"),
    })
  })
})
