// What stops a start, in one sentence and with exit code 1, and how a server ends that is told to from a terminal.
import { execFile } from "node:child_process"
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { promisify } from "node:util"

import { afterAll, beforeAll, expect, test } from "vitest"

import { startServer } from "../support/modkeep-server.ts"

const main = join(import.meta.dirname, "../../packages/server/src/main.ts")
const run = promisify(execFile)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "modkeep-start-"))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function serve(
  settings: Record<string, string>,
  args: readonly string[] = ["serve"],
): Promise<{ code: number; said: string }> {
  const env = { ...process.env, MODKEEP_DATA: join(folder, "none"), ...settings }
  try {
    const { stderr } = await run(process.execPath, [main, ...args], { env, timeout: 20_000 })
    return { code: 0, said: stderr }
  } catch (cause) {
    const { code, stderr } = cause as { code: number; stderr: string }
    return { code, said: stderr }
  }
}

test.each([
  ["MODKEEP_LISTEN", "nonsense"],
  ["MODKEEP_ROOT_KEY", "env:KEY"],
  ["MODKEEP_DATABASE_URL", "mysql://x"],
  ["MODKEEP_PUBLIC_URL", "ftp://x"],
  ["MODKEEP_TRUSTED_PROXIES", "abc"],
  ["MODKEEP_ENGINE", "magic"],
  ["MODKEEP_GIT_LOCAL", "/nonexistent"],
  ["MODKEEP_LOG_LEVEL", "loud"],
  ["MODKEEP_APPS_DOMAIN", "a_b"],
])("a setting that cannot be used is named: %s=%s", async (name, value) => {
  const { code, said } = await serve({ [name]: value })
  expect([code, said.trim().split("\n").length]).toEqual([1, 1])
  expect(said).toContain(name)
  expect(said).toMatch(/^modkeep: /)
})

test("a second server on the same data, or on the same port, ends and names what is in its way", async () => {
  const server = await startServer()
  try {
    const data = await serve({ ...server.settings, MODKEEP_LISTEN: `127.0.0.1:${server.port + 1}` })
    expect(data).toMatchObject({ code: 1, said: expect.stringContaining(`process ${server.pid}`) })
    const other = join(folder, "other")
    await mkdir(other)
    const port = await serve({ MODKEEP_DATA: other, MODKEEP_LISTEN: `127.0.0.1:${server.port}` })
    expect(port).toMatchObject({ code: 1, said: expect.stringContaining("MODKEEP_LISTEN") })
    const link = await run(process.execPath, [main, "sign-in-link"], {
      env: { ...process.env, ...server.settings },
    })
    expect(link.stdout).toMatch(/^http:\/\/localhost:\d+\/sign-in\?link=/)
  } finally {
    await server.dispose()
  }
})

test("data of a newer Modkeep is left alone", async () => {
  const server = await startServer()
  await server.end()
  const db = new DatabaseSync(join(server.data, "modkeep.db"))
  db.exec("insert into schema_migrations (number, name, applied_at) values (999, 'later', 1)")
  db.close()
  try {
    const { code, said } = await serve(server.settings)
    expect([code, said]).toEqual([1, expect.stringContaining("newer Modkeep")])
  } finally {
    await server.dispose()
  }
})

test("whoever reads that the server is ready may tell it to end, and it ends in order", async () => {
  const server = await startServer()
  expect(await server.end("SIGINT")).toBe(0)
  await server.dispose()
})
