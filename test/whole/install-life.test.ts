// The life of an install beside its secrets: upgrade, rollback, staged rotation, restore, reveal, access, sleep and wake.
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { getPage } from "../support/get-page.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository, type ModuleRepository } from "../support/module-repository.ts"
import { openSession, type StreamlitSession } from "../support/streamlit-client.ts"

let server: ModkeepServer
let client: Client
let repository: ModuleRepository
let module: string
let app: string

const code = (mark: string) =>
  `import streamlit as st\nst.text("${mark}")\nst.text(str(st.secrets.to_dict()))\nst.text(str(sorted(st.query_params.to_dict().items())))\n`

beforeAll(async () => {
  server = await startServer()
  client = server.client
  repository = await makeRepository(join(server.folder, "repositories", "m"))
  module = (
    await client.call("modules.create", { body: { name: "m", repository: repository.url } })
  ).data.id
  app = (await client.call("apps.create", { body: { name: "a" } })).data.id
})
afterAll(async () => {
  await server.dispose()
})

async function publish(mark: string, template: string, secrets: string): Promise<string> {
  await repository.commit(
    {
      "app.py": code(mark),
      "requirements.txt": "streamlit==1.40.2\n",
      ".streamlit/secrets.toml": template,
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

async function install(
  version: string,
  name: string,
  more: Record<string, unknown> = {},
): Promise<{ id: string; url: string }> {
  const body = { version, name, access: "public" as const, ...more }
  return (await client.call("installs.create", { params: { id: app }, body })).data
}

async function see(url: string, query = ""): Promise<string[]> {
  const session = await visit(url, query)
  const { texts } = await session.run()
  await session.close()
  return [...texts]
}

async function visit(url: string, query = ""): Promise<StreamlitSession> {
  return await openSession({
    url,
    query,
    connectTo: { host: "127.0.0.1", port: server.port },
    timeoutMs: 60_000,
  })
}

/** Waits for what the install's own events bring about, asking again with each state it shows. */
async function until(
  id: string,
  done: (shown: { state: string; processes: unknown[]; version: string }) => boolean,
): Promise<void> {
  await expect
    .poll(async () => done((await client.call("installs.get", { params: { id } })).data), {
      timeout: 60_000,
      interval: 100,
    })
    .toBe(true)
}

test("an upgrade is checked over the new version first, then moves new sessions to it; a rollback takes version and overlay back", async () => {
  const first = await publish("one", 'A = ""\n', 'A = "a1"\n')
  const { id, url } = await install(first, "upgraded", { secrets: 'A = "mine"\n' })
  await expect(client.call("installs.rollback.check", { params: { id } })).rejects.toMatchObject({
    problem: { status: 409, code: "install.nothing_to_roll_back" },
  })
  expect(await see(url)).toEqual(["one", "{'A': 'mine'}", expect.stringContaining("imv_id")])
  const second = await publish("two", '# @install\nB = ""\n', '# @install\nB = ""\n')
  await expect(
    client.call("installs.upgrade", { params: { id }, body: { version: second } }),
  ).rejects.toMatchObject({
    problem: { status: 422, code: "secrets.blank" },
  })
  expect((await client.call("installs.get", { params: { id } })).data.version).toBe(first)
  const before = (await client.call("installs.get", { params: { id } })).data.processes[0]?.id
  await client.call("installs.upgrade", {
    params: { id },
    body: { version: second, secrets: 'B = "b"\n' },
  })
  await until(
    id,
    ({ processes }) => processes.length === 1 && !JSON.stringify(processes).includes(before ?? ""),
  )
  expect((await see(url)).slice(0, 2)).toEqual(["two", "{'B': 'b'}"])
  const { data: target } = await client.call("installs.rollback.check", { params: { id } })
  expect(target).toMatchObject({ version: first, revision: 1 })
  expect(Date.parse(target.ranAt)).toBeLessThan(Date.now())
  await client.call("installs.rollback", { params: { id } })
  await until(id, ({ version }) => version === first)
  await expect
    .poll(async () => (await see(url)).slice(0, 2), { timeout: 60_000 })
    .toEqual(["one", "{'A': 'mine'}"])
})

test("a staged revision is tried on one process, promoted to all, and dropped without a trace", async () => {
  const version = await publish("staged", 'A = ""\n', 'A = "old"\n')
  const one = await install(version, "staged one")
  const two = await install(version, "staged two")
  await Promise.all([see(one.url), see(two.url)])
  const params = { id: version }
  const staged = await client.call("versions.secrets.put", {
    params,
    body: { text: 'A = "new"\n', stage: true },
    ifMatch: '"1"',
  })
  expect(staged.data).toMatchObject({ revision: 2, staged: true, processes: [] })
  expect(staged.etag).toBe('"1"')
  expect((await see(one.url))[1]).toBe("{'A': 'old'}")
  await expect(
    client.call("versions.secrets.put", {
      params,
      body: { text: 'A = "direct"\n' },
      ifMatch: '"1"',
    }),
  ).rejects.toMatchObject({ problem: { status: 409, code: "secrets.staged" } })
  const process =
    (await client.call("installs.get", { params: { id: one.id } })).data.processes[0]?.id ?? ""
  const canary = await client.call("versions.secrets.canary", { params, body: { process } })
  expect(canary.data).toMatchObject({
    revision: 2,
    holdOld: 1,
    processes: [{ id: process, acknowledged: true }],
  })
  expect([(await see(one.url))[1], (await see(two.url))[1]]).toEqual([
    "{'A': 'new'}",
    "{'A': 'old'}",
  ])
  const dropped = await client.call("versions.secrets.drop", { params })
  expect(dropped.data.processes).toHaveLength(2)
  expect((await see(one.url))[1]).toBe("{'A': 'old'}")
  const again = await client.call("versions.secrets.put", {
    params,
    body: { text: 'A = "newer"\n', stage: true },
    ifMatch: '"1"',
  })
  expect(again.data.revision).toBe(3)
  const promoted = await client.call("versions.secrets.promote", { params })
  expect(promoted.data).toMatchObject({ revision: 3, holdOld: 0 })
  expect([(await see(one.url))[1], (await see(two.url))[1]]).toEqual([
    "{'A': 'newer'}",
    "{'A': 'newer'}",
  ])
  await expect(client.call("versions.secrets.promote", { params })).rejects.toMatchObject({
    problem: { code: "secrets.not_staged" },
  })
})

test("history shows who changed which key, a diff shows no value, and a restore is a new revision that reaches the module", async () => {
  const version = await publish("history", 'A = ""\n', 'A = "value-one"\nB = 1\n')
  const { url } = await install(version, "history")
  await see(url)
  const params = { id: version }
  await client.call("versions.secrets.put", {
    params,
    body: { text: 'A = "value-two"\nC = 2\n', reason: "because" },
    ifMatch: '"1"',
  })
  const { items } = (await client.call("versions.secrets.revisions", { params })).data
  expect(items).toMatchObject([
    {
      number: 2,
      author: "owner",
      reason: "because",
      current: true,
      added: ["C"],
      changed: ["A"],
      removed: ["B"],
    },
    { number: 1, current: false, added: ["A", "B"] },
  ])
  const diff = (await client.call("versions.secrets.diff", { params: { ...params, n: 2 } })).data
  expect(diff).toMatchObject({ from: 1, to: 2, added: ["C"], changed: ["A"], removed: ["B"] })
  expect(JSON.stringify(diff)).not.toContain("value-")
  const restored = await client.call("versions.secrets.restore", {
    params: { ...params, n: 1 },
    body: {},
    ifMatch: '"2"',
  })
  expect(restored.data).toMatchObject({ revision: 3, processes: [{ acknowledged: true }] })
  expect((await see(url))[1]).toBe("{'A': 'value-one', 'B': 1}")
})

test("a value is revealed for a reason that is recorded first; a sealed key and a token without the scope are refused", async () => {
  const version = await publish(
    "reveal",
    'A = ""\n',
    '# @sealed\nA = "sealed-value"\n[t]\nB = 0x1F\n',
  )
  const params = { id: version }
  const body = { path: "t.B", reason: "rotation" }
  expect((await client.call("versions.secrets.reveal", { params, body })).data).toEqual({
    value: "0x1F",
    type: "integer",
  })
  expect(
    (await client.call("versions.secrets.reveal", { params, body: { ...body, path: ["t", "B"] } }))
      .data.value,
  ).toBe("0x1F")
  await expect(
    client.call("versions.secrets.reveal", { params, body: { path: "A", reason: "x" } }),
  ).rejects.toMatchObject({
    problem: { status: 403, code: "secrets.key_sealed" },
  })
  await expect(
    client.call("versions.secrets.reveal", { params, body: { path: "nothing", reason: "x" } }),
  ).rejects.toMatchObject({
    problem: { status: 404 },
  })
  const audit = (await client.call("audit.list", { query: { action: "secrets.reveal" } })).data
    .items
  expect(audit[0]).toMatchObject({ subject: version, details: { path: "t.B", reason: "rotation" } })
  expect(JSON.stringify(audit)).not.toContain("0x1F")
})

test("two parties: an install sets declared keys only, and learns nothing of the author's values", async () => {
  const version = await publish("parties", 'A = ""\nN = 5\n', 'A = "author-secret"\nN = 5\n')
  const create = async (secrets: string) =>
    await client
      .call("installs.create", {
        params: { id: app },
        body: { version, name: `p ${secrets.length}`, secrets },
      })
      .catch((error: unknown) => error)
  for (const [secrets, code] of [
    ['X = "undeclared"\n', "secret.not_declared"],
    ['N = "text"\n', "overlay.type"],
    ['HTTPS_PROXY = "http://evil.example"\n', "env.reserved"],
    ['A = ""\n', "secret.blank"],
  ] as const) {
    expect(JSON.stringify(await create(secrets)), secrets).toContain(code)
  }
  const mine = await install(version, "parties")
  const params = { id: mine.id }
  const shown = [
    await client.call("installs.secrets.get", { params }),
    await client.call("installs.secrets.effective", { params }),
    await client.call("installs.get", { params }),
  ]
  expect(JSON.stringify(shown)).not.toContain("author-secret")
  const effective = (await client.call("installs.secrets.effective", { params })).data.items
  expect(effective).toMatchObject([
    { path: "A", origin: "version", overrides: false, environment: { name: "A" } },
    { path: "N", origin: "version", type: "integer" },
  ])
  await client.call("installs.secrets.put", { params, body: { text: "N = 6\n" }, ifMatch: '"0"' })
  expect((await client.call("installs.secrets.effective", { params })).data.items[1]).toMatchObject(
    { path: "N", origin: "install", overrides: true },
  )
})

test("references keep, move and copy values; foreign and made-up ones are refused", async () => {
  const version = await publish(
    "references",
    'A = ""\n',
    '# keep me\nA = "alpha"   # here too\nL = [1, 2, 3]\nD = 2024-01-02\n',
  )
  const params = { id: version }
  const read = (await client.call("versions.secrets.get", { params })).data
  const reference = /A = ("<kept:[0-9a-f]{8}>")/.exec(read.text)?.[1] ?? ""
  const text = `${read.text}COPY = ${reference}\n`
  const saved = await client.call("versions.secrets.put", {
    params,
    body: { text },
    ifMatch: '"1"',
  })
  expect(saved.data.revision).toBe(2)
  const reveal = async (path: string) =>
    (await client.call("versions.secrets.reveal", { params, body: { path, reason: "t" } })).data
      .value
  expect([await reveal("COPY"), await reveal("L"), await reveal("D")]).toEqual([
    '"alpha"',
    "[1, 2, 3]",
    "2024-01-02",
  ])
  const after = (await client.call("versions.secrets.get", { params })).data
  expect(after.text).toContain("# keep me\nA = ")
  expect(after.text).toContain("# here too")
  for (const bad of ['A = "<kept:00000000>"\n', 'A = "<kept:nothex!!>"\n']) {
    await expect(
      client.call("versions.secrets.put", { params, body: { text: bad }, ifMatch: '"2"' }),
    ).rejects.toMatchObject({ problem: { status: 422, code: "secrets.refused" } })
  }
  const same = await client.call("versions.secrets.put", {
    params,
    body: { text: after.text },
    ifMatch: '"2"',
  })
  expect(same.data).toMatchObject({ revision: 2, changed: false, processes: [] })
})

test("asleep, an install wakes by a visit; off, its page says so; the launch query lies under every session's own", async () => {
  const version = await publish("awake", 'A = ""\n', 'A = "x"\n')
  const { id, url } = await install(version, "awake", { query: { user_id: "ada", app_id: "main" } })
  expect((await see(url, "app_id=mine"))[2]).toBe(
    `[('app_id', 'mine'), ('imv_id', '${id}'), ('user_id', 'ada')]`,
  )
  await client.call("installs.sleep", { params: { id } })
  await until(id, ({ state, processes }) => state === "asleep" && processes.length === 0)
  expect((await see(url))[0]).toBe("awake")
  await client.call("installs.stop", { params: { id } })
  await until(id, ({ state }) => state === "off")
  const page = await getPage(url, { "sec-fetch-mode": "navigate" })
  expect([page.status, page.body.includes("switched off")]).toEqual([503, true])
  await client.call("installs.start", { params: { id } })
  await until(id, ({ state }) => state === "running")
  await expect(
    client.call("installs.update", { params: { id }, body: { query: { pat: "secret" } } }),
  ).rejects.toMatchObject({
    problem: { code: "install.launch_query" },
  })
})

test("what is in use is not deleted, and the answer names the installs", async () => {
  const refused = [
    client.call("modules.delete", { params: { id: module } }),
    client.call("apps.delete", { params: { id: app } }),
  ]
  for (const answer of refused) {
    await expect(answer).rejects.toMatchObject({
      problem: {
        status: 409,
        installs: expect.arrayContaining([expect.objectContaining({ name: "awake" })]),
      },
    })
  }
  const { items } = (await client.call("installs.list_of_app", { params: { id: app } })).data
  for (const { id } of items) await client.call("installs.delete", { params: { id } })
  await client.call("apps.delete", { params: { id: app } })
  await client.call("modules.delete", { params: { id: module } })
  expect((await client.call("modules.list", {})).data.items).toEqual([])
})
