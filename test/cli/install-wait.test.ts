// What `--wait` promises: when the command ends, what was asked for serves visitors, or its exit status and its words say why not.
import { rename } from "node:fs/promises"
import { join } from "node:path"

import type { Install } from "@modkeep/contract/schemas/install"
import { afterAll, beforeAll, expect, test } from "vitest"

import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository, type ModuleRepository } from "../support/module-repository.ts"
import { openSession, type StreamlitSession } from "../support/streamlit-client.ts"
import { type Ran, Shell } from "./run-modkeep.ts"

let server: ModkeepServer
let shell: Shell
let repository: ModuleRepository

async function modkeep(...args: string[]): Promise<Ran> {
  const env = { MODKEEP_SERVER: server.origin, MODKEEP_TOKEN: server.token }
  return await shell.run(args, { env })
}

/** Makes a version that shows `text`. */
async function publish(text: string, files: Record<string, string> = {}): Promise<void> {
  await repository.commit(
    {
      "app.py": `import streamlit as st\nst.text("${text}")\n`,
      "requirements.txt": "streamlit==1.40.2\n",
      ...files,
    },
    "2024-11-30T12:00:00Z",
  )
  expect(await modkeep("version", "create", "m", "--wait")).toMatchObject({ code: 0 })
}

async function shown(): Promise<Install> {
  return JSON.parse((await modkeep("install", "show", "a/m", "--json")).stdout)
}

/** Opens the page and stays on it, so that the process behind it drains for a while when it is replaced. */
async function visit(): Promise<StreamlitSession> {
  const { url } = await shown()
  return await openSession({ url, connectTo: { host: "127.0.0.1", port: server.port } })
}

async function see(): Promise<string> {
  const session = await visit()
  const { texts } = await session.run()
  await session.close()
  return texts.join("\n")
}

beforeAll(async () => {
  server = await startServer()
  shell = await Shell.open()
  repository = await makeRepository(join(server.folder, "repositories", "m"))
  await modkeep("module", "create", "m", "--repository", repository.url)
  await publish("one")
  await publish("two")
  await publish("three", { ".streamlit/config.toml": "[server\n" })
  await modkeep("app", "create", "a")
  await modkeep("install", "create", "a", "m@1", "--access", "public")
})
afterAll(async () => {
  await server.dispose()
  await shell.close()
})

test("an upgrade of a sleeping install ends at once and says who starts it", async () => {
  const { code, stderr } = await modkeep("install", "upgrade", "a/m", "m@2", "--wait")
  expect(code, stderr).toBe(0)
  expect(stderr).toContain("m is asleep, the next visitor starts it")
  expect(await modkeep("install", "upgrade", "a/m", "m@1", "--wait")).toMatchObject({ code: 0 })
  expect(await shown()).toMatchObject({ state: "asleep", processes: [] })
})

test("an upgrade ends when the new version serves, although the old one still has a visitor", async () => {
  expect(await modkeep("install", "start", "a/m", "--wait")).toMatchObject({ code: 0 })
  const visitor = await visit()
  expect((await visitor.run()).texts).toEqual(["one"])
  const { code, stderr } = await modkeep("install", "upgrade", "a/m", "m@2", "--wait")
  expect(code, stderr).toBe(0)
  expect(stderr).toContain("m is running")
  expect((await shown()).processes).toMatchObject([{ draining: true }, { draining: false }])
  expect(await see()).toBe("two")
  await visitor.close()
})

test("a restart ends when another process serves", async () => {
  const before = await shown()
  const { code, stderr } = await modkeep("install", "restart", "a/m", "--wait")
  expect(code, stderr).toBe(0)
  const serving = (await shown()).processes.filter(({ draining }) => !draining)
  expect(serving).toHaveLength(1)
  expect(before.processes.map(({ id }) => id)).not.toContain(serving[0]?.id)
})

test("an upgrade that does not start ends with 1, says so, and the old version serves", async () => {
  const { code, stderr } = await modkeep("install", "upgrade", "a/m", "m@3", "--wait")
  expect(code, stderr).toBe(1)
  expect(stderr).toContain("Version 3 did not start, so the install went back to version 2")
  expect(await see()).toBe("two")
})

test("a rollback ends when the version before serves", async () => {
  const { code, stderr } = await modkeep("install", "rollback", "a/m", "--wait")
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(
    /^Going back to version 1 with no secrets of its own: they ran together at \S+Z\n/,
  )
  expect(await see()).toBe("one")
})

test("a restart whose process does not start ends with 1, and the next one that does forgets it", async () => {
  // What a start needs however it is made: executed, or forked from an interpreter that runs already.
  const trees = join(server.data, "trees")
  await rename(trees, `${trees}-away`)
  try {
    const { code, stderr } = await modkeep("install", "restart", "a/m", "--wait")
    expect(code, stderr).toBe(1)
    expect(stderr).toContain("m failed: The new process did not start")
    expect(await see()).toBe("one")
  } finally {
    await rename(`${trees}-away`, trees)
  }
  expect(await modkeep("install", "restart", "a/m", "--wait")).toMatchObject({ code: 0 })
  expect(await shown()).not.toHaveProperty("failure")
})
