import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { credentialsFile, readCredentials, writeCredentials } from "./credentials.ts"

let folder: string

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "modkeep-credentials-")), "modkeep")
})

afterEach(async () => {
  await rm(join(folder, ".."), { recursive: true })
})

const kept = { current: "http://localhost:8700", tokens: { "http://localhost:8700": "mk_one" } }

test("tokens are kept in a file that only their owner can read", async () => {
  await writeCredentials(folder, kept)
  expect(await readCredentials(folder)).toEqual(kept)
  expect((await stat(credentialsFile(folder))).mode & 0o777).toBe(0o600)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test("a file that others could read is closed by the next login", async () => {
  await writeCredentials(folder, kept)
  await chmod(credentialsFile(folder), 0o644)
  await writeCredentials(folder, kept)
  expect((await stat(credentialsFile(folder))).mode & 0o777).toBe(0o600)
})

test("the last logout leaves no file", async () => {
  await writeCredentials(folder, kept)
  await writeCredentials(folder, { current: undefined, tokens: {} })
  expect(await readdir(folder)).toEqual([])
  expect((await readCredentials(folder)).current).toBeUndefined()
})

test("a damaged file is refused without its content in the message", async () => {
  await writeCredentials(folder, kept)
  await writeFile(credentialsFile(folder), '{"tokens": "mk_one"')
  await expect(readCredentials(folder)).rejects.toThrow("remove it and sign in again")
  await expect(readCredentials(folder)).rejects.not.toThrow("mk_one")
})
