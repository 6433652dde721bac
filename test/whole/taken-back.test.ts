// An upgrade whose process does not start: the old one goes on serving, and the install is taken back to what it serves with.
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository, type ModuleRepository } from "../support/module-repository.ts"
import { openSession } from "../support/streamlit-client.ts"

let server: ModkeepServer
let client: Client
let repository: ModuleRepository
let module: string

beforeAll(async () => {
  server = await startServer()
  client = server.client
  repository = await makeRepository(join(server.folder, "repositories", "m"))
  module = (
    await client.call("modules.create", { body: { name: "m", repository: repository.url } })
  ).data.id
})
afterAll(async () => {
  await server.dispose()
})

async function publish(secrets: string, files: Record<string, string> = {}): Promise<string> {
  await repository.commit(
    {
      "app.py": "import streamlit as st\nst.text(str(st.secrets.to_dict()))\n",
      "requirements.txt": "streamlit==1.40.2\n",
      ...files,
    },
    "2024-11-30T12:00:00Z",
  )
  const created = await client.call("versions.create", {
    params: { id: module },
    body: { secrets },
  })
  expect(await awaitVersion(client, created.data.id)).toMatchObject({ state: "ready" })
  return created.data.id
}

async function see(url: string): Promise<readonly string[]> {
  const session = await openSession({
    url,
    connectTo: { host: "127.0.0.1", port: server.port },
    timeoutMs: 60_000,
  })
  const { texts } = await session.run()
  await session.close()
  return texts
}

test("version and overlay go back together, visitors keep their page, and the process holds what is stored", async () => {
  const good = await publish('A = "a1"\n')
  const app = (await client.call("apps.create", { body: { name: "a" } })).data.id
  const { id, url } = (
    await client.call("installs.create", {
      params: { id: app },
      body: { version: good, access: "public", secrets: 'A = "mine"\n' },
    })
  ).data
  const params = { id }
  expect(await see(url)).toEqual(["{'A': 'mine'}"])
  const broken = await publish('B = "b1"\n', { ".streamlit/config.toml": "[server\n" })
  await client.call("installs.upgrade", {
    params,
    body: { version: broken, secrets: 'B = "mine"\n' },
  })
  await expect
    .poll(async () => (await client.call("installs.get", { params })).data.version, {
      timeout: 120_000,
      interval: 200,
    })
    .toBe(good)
  expect(await see(url)).toEqual(["{'A': 'mine'}"])
  const overlay = (await client.call("installs.secrets.get", { params })).data
  expect(overlay).toMatchObject({ revision: 3, text: expect.stringMatching(/^A = "<kept:/) })
  await expect
    .poll(async () => (await client.call("installs.get", { params })).data, { timeout: 20_000 })
    .toMatchObject({
      state: "running",
      failure: { code: "engine.start_failed" },
      processes: [{ revision: { version: 1, install: 3 }, behind: false }],
    })
  const { items } = (await client.call("audit.list", { query: { subject: id } })).data
  expect(items.map(({ action, outcome }) => `${action} ${outcome}`)).toContain(
    "install.upgrade taken_back",
  )
})
