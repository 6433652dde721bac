import { chown, mkdir, mkdtemp, realpath, rm, stat, symlink } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterEach, beforeEach, expect, it } from "vitest"

import { memoryFolder } from "./memory-folder.ts"

const isRoot = process.getuid?.() === 0
let scratch: string
let shared: string
const made: string[] = []

beforeEach(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), "modkeep-memory-")))
  // A folder in memory, as /dev/shm is, but empty and ours.
  shared = await mkdtemp("/dev/shm/modkeep-test-")
  made.push(scratch, shared)
})
afterEach(async () => {
  for (const path of made.splice(0)) await rm(path, { recursive: true, force: true })
})

it("two data folders get two folders, one data folder the same one again, whatever link leads to it", async () => {
  const [one, two, link] = ["one", "two", "link"].map((name) => join(scratch, name))
  await mkdir(one ?? "")
  await mkdir(two ?? "")
  await symlink(one ?? "", link ?? "")
  const places = { runtimeFolder: undefined, sharedMemory: shared }
  const first = await memoryFolder({ ...places, dataFolder: one ?? "" })
  expect(first.path).toMatch(/\/modkeep-[0-9a-f]{8}$/)
  expect(first.warning).toBeUndefined()
  expect(await memoryFolder({ ...places, dataFolder: link ?? "" })).toEqual(first)
  expect(await memoryFolder({ ...places, dataFolder: two ?? "" })).not.toEqual(first)
})

it("is ours alone; modules' users may only pass through when we are root", async () => {
  const { path } = await memoryFolder({
    dataFolder: scratch,
    runtimeFolder: undefined,
    sharedMemory: shared,
  })
  const { mode } = await stat(path)
  expect((mode & 0o777).toString(8)).toBe(isRoot ? "711" : "700")
})

it.runIf(isRoot)("a folder that a stranger made first, or put a link at, is not used", async () => {
  const places = { dataFolder: scratch, runtimeFolder: undefined, sharedMemory: shared }
  const { path } = await memoryFolder(places)
  await chown(path, 65_534, 65_534)
  const second = await memoryFolder(places)
  expect(second.path).toBe(join(scratch, "run"))
  await rm(path, { recursive: true })
  await symlink("/etc", path)
  expect((await memoryFolder(places)).path).toBe(join(scratch, "run"))
})

it("without memory it lies in the data folder, and says so", async () => {
  const { path, warning } = await memoryFolder({
    dataFolder: scratch,
    runtimeFolder: undefined,
    sharedMemory: "/proc",
  })
  expect(path).toBe(join(scratch, "run"))
  expect(warning).toContain("not in memory")
})

it("a path too long for sockets is refused with the length that would do", async () => {
  const deep = join(scratch, "x".repeat(90))
  await mkdir(deep)
  await expect(
    memoryFolder({ dataFolder: deep, runtimeFolder: undefined, sharedMemory: "/proc" }),
  ).rejects.toMatchObject({ code: "config.invalid", public: expect.stringMatching(/at most \d+/) })
})
