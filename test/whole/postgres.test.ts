// The whole way with PostgreSQL as the database: deploy, refuse, install, open, save live, race, restart, and the database gone.
import { randomUUID } from "node:crypto"
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"
import { ProblemError } from "@modkeep/contract/problem-error"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { startPostgres, type TestDatabase } from "../support/postgres.ts"
import { openSession } from "../support/streamlit-client.ts"

let database: TestDatabase
let isStopped = false
let server: ModkeepServer
let client: Client
let module: string
let app: string
let version: string
let install: { id: string; url: string }

beforeAll(async () => {
  database = await startPostgres()
  server = await startServer({ settings: { MODKEEP_DATABASE_URL: database.url } })
  client = server.client
})
afterAll(async () => {
  await server.dispose()
  if (!isStopped) await database.stop()
})

async function see(): Promise<readonly string[]> {
  const session = await openSession({
    url: install.url,
    connectTo: { host: "127.0.0.1", port: server.port },
    timeoutMs: 60_000,
  })
  const { texts } = await session.run()
  await session.close()
  return texts
}

const byNumber = (a: number, b: number) => a - b

async function statusOf(call: Promise<{ status: number }>): Promise<number> {
  try {
    return (await call).status
  } catch (cause) {
    if (cause instanceof ProblemError) return cause.problem.status
    throw cause
  }
}

test("a blank is refused, a version is built and installed, its page shows the secrets, and a save reaches it", async () => {
  const repository = await makeRepository(join(server.folder, "repositories", "m"))
  await repository.commit(
    {
      "app.py": "import streamlit as st\nst.text(str(st.secrets.to_dict()))\n",
      "requirements.txt": "streamlit==1.40.2\n",
      ".streamlit/secrets.toml": 'A = ""\n',
    },
    "2024-11-30T12:00:00Z",
  )
  module = (
    await client.call("modules.create", { body: { name: "m", repository: repository.url } })
  ).data.id
  await expect(
    client.call("versions.create", { params: { id: module }, body: {} }),
  ).rejects.toMatchObject({ problem: { status: 422, code: "version.secrets_blank" } })
  const body = { secrets: 'A = "a1"\n' }
  version = (await client.call("versions.create", { params: { id: module }, body })).data.id
  expect(await awaitVersion(client, version)).toMatchObject({ state: "ready", number: 1 })
  app = (await client.call("apps.create", { body: { name: "a" } })).data.id
  install = (
    await client.call("installs.create", {
      params: { id: app },
      body: { version, access: "public" },
    })
  ).data
  expect(await see()).toEqual(["{'A': 'a1'}"])
  const saved = await client.call("installs.secrets.put", {
    params: { id: install.id },
    body: { text: 'A = "mine"\n' },
    ifMatch: '"0"',
  })
  expect(saved.data).toMatchObject({ revision: 1, processes: [{ acknowledged: true }] })
  expect(await see()).toEqual(["{'A': 'mine'}"])
})

test("of many writers at once each is answered: one save wins, names stay unique, the log has no gap", async () => {
  const save = async (n: number) =>
    await client.call("installs.secrets.put", {
      params: { id: install.id },
      body: { text: `A = "${n}"\n` },
      ifMatch: '"1"',
    })
  const saves = await Promise.all([1, 2, 3, 4, 5].map(async (n) => await statusOf(save(n))))
  expect(saves.sort(byNumber)).toEqual([200, 412, 412, 412, 412])
  const name = randomUUID()
  const apps = await Promise.all(
    [1, 2, 3].map(async () => await statusOf(client.call("apps.create", { body: { name } }))),
  )
  expect(apps.sort(byNumber)).toEqual([201, 409, 409])
  const installs = await Promise.all(
    [1, 2, 3].map(
      async () => await client.call("installs.create", { params: { id: app }, body: { version } }),
    ),
  )
  expect(new Set(installs.map(({ data }) => data.name)).size).toBe(3)
  const once = await Promise.all(
    [1, 2, 3].map(
      async () =>
        await statusOf(
          client.call("apps.create", { body: { name: "once" }, idempotencyKey: "key" }),
        ),
    ),
  )
  expect(once.filter((status) => status === 201).length).toBeGreaterThanOrEqual(1)
  const { items } = (await client.call("audit.list", { query: { limit: 200 } })).data
  expect(items.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: items.length }, (_, index) => items.length - index),
  )
})

test("a new server adopts the running module and knows everything that was acknowledged", async () => {
  const params = { id: install.id }
  const before = (await client.call("installs.get", { params })).data.processes
  await server.end("SIGKILL")
  await server.start()
  await expect
    .poll(async () => (await client.call("installs.get", { params })).data.processes, {
      timeout: 30_000,
    })
    .toMatchObject(before.map(({ id }) => ({ id })))
  expect((await client.call("installs.secrets.get", { params })).data.revision).toBe(2)
})

test("without its database the server answers 503 with a reason, and the module's page goes on", async () => {
  const shown = await see()
  await database.stop()
  isStopped = true
  await expect(client.call("apps.list", {})).rejects.toMatchObject({
    problem: { status: 503, code: "store.unavailable", retry: true },
  })
  expect(
    await statusOf(
      client.call("installs.secrets.put", {
        params: { id: install.id },
        body: { text: 'A = "lost"\n' },
        ifMatch: '"2"',
      }),
    ),
  ).toBe(503)
  expect(await see()).toEqual(shown)
})
