// The server is killed at any moment: what it acknowledged is there after the next start, modules ran on and are adopted.
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"

import { ProblemError } from "@modkeep/contract/problem-error"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { openSession } from "../support/streamlit-client.ts"

let server: ModkeepServer
let version: string
let install: { id: string; url: string }

beforeAll(async () => {
  server = await startServer()
  const repository = await makeRepository(join(server.folder, "repositories", "m"))
  await repository.commit(
    {
      "app.py":
        "import os\nimport streamlit as st\nst.text(st.secrets.KEY)\nst.text(os.environ['KEY'])\nst.text(str(st.session_state.setdefault('runs', 0)))\nst.session_state.runs += 1\n",
      "requirements.txt": "streamlit==1.40.2\n",
      ".streamlit/secrets.toml": 'KEY = ""\n',
    },
    "2024-11-30T12:00:00Z",
  )
  const { client } = server
  const module = (
    await client.call("modules.create", { body: { name: "m", repository: repository.url } })
  ).data
  const created = await client.call("versions.create", {
    params: { id: module.id },
    body: { secrets: 'KEY = "value 0"\n' },
  })
  version = created.data.id
  // Killed in the middle of the build: the next start goes on with it.
  await server.end("SIGKILL")
  await server.start()
  expect(await awaitVersion(server.client, version)).toMatchObject({ state: "ready" })
  const app = (await server.client.call("apps.create", { body: { name: "a" } })).data
  install = (
    await server.client.call("installs.create", {
      params: { id: app.id },
      body: { version, access: "public", idleMinutes: 0 },
    })
  ).data
})
afterAll(async () => {
  await server.dispose()
})

function open() {
  return openSession({
    url: install.url,
    connectTo: { host: "127.0.0.1", port: server.port },
    timeoutMs: 60_000,
  })
}

async function processIds(): Promise<string[]> {
  const shown = await server.client.call("installs.get", { params: { id: install.id } })
  return shown.data.processes.map(({ id }) => id)
}

test("killed and started again, the server adopts the running module: same process, same session, live saves go on", async () => {
  const session = await open()
  await session.run()
  const before = await processIds()
  expect(before).toHaveLength(1)
  const sessionId = session.sessionId
  await server.end("SIGKILL")
  await server.start()
  const again = await openSession({
    url: install.url,
    connectTo: { host: "127.0.0.1", port: server.port },
    timeoutMs: 60_000,
    ...(sessionId === undefined ? {} : { sessionId }),
  })
  const run = await again.run()
  expect(run.texts).toEqual(["value 0", "value 0", "1"])
  expect(await processIds()).toEqual(before)
  const saved = await server.client.call("versions.secrets.put", {
    params: { id: version },
    body: { text: 'KEY = "value 1"\n' },
    ifMatch: '"1"',
  })
  expect(saved.data.processes).toMatchObject([{ acknowledged: true }])
  expect((await again.run()).texts).toEqual(["value 1", "value 1", "2"])
  await again.close()
})

test("killed in the middle of saves, every acknowledged revision is there and the module ends up with the newest", async () => {
  let acknowledged = 1
  for (let round = 0; round < 8; round++) {
    const killAt = 5 + round * 9
    let head = acknowledged
    const saves = (async () => {
      for (;;) {
        const { revision } = (
          await server.client.call("versions.secrets.get", { params: { id: version } })
        ).data
        head = revision
        const next = await server.client.call("versions.secrets.put", {
          params: { id: version },
          body: { text: `KEY = "value ${revision + 1}"\n` },
          ifMatch: `"${revision}"`,
        })
        acknowledged = next.data.revision
      }
    })().catch((error: unknown) => {
      if (error instanceof ProblemError) throw error
    })
    await new Promise((resolve) => setTimeout(resolve, killAt))
    await server.end("SIGKILL")
    await saves
    await server.start()
    const now = (await server.client.call("versions.secrets.get", { params: { id: version } })).data
    expect(now.revision).toBeGreaterThanOrEqual(Math.max(acknowledged, head))
    expect(now.revision).toBeLessThanOrEqual(Math.max(acknowledged, head) + 1)
    const { value } = (
      await server.client.call("versions.secrets.reveal", {
        params: { id: version },
        body: { path: "KEY", reason: "test" },
      })
    ).data
    // Revision 1 holds "value 0"; from 2 on each holds its own number, but for the save of the test before.
    const written = now.revision > 2 ? `"value ${now.revision}"` : value
    expect(value).toBe(written)
    acknowledged = now.revision
    const session = await open()
    const run = await session.run()
    expect(run.texts.slice(0, 2)).toEqual([value.slice(1, -1), value.slice(1, -1)])
    await session.close()
  }
  expect(await processIds()).toHaveLength(1)
})

test("SIGTERM ends the server with 0 within ten seconds and leaves the module running", async () => {
  const before = await processIds()
  const from = performance.now()
  expect(await server.end("SIGTERM")).toBe(0)
  // The promise to whoever stops it (systemd, a terminal): 10 s, whatever the machine does.
  expect(performance.now() - from).toBeLessThan(10_000)
  await server.start()
  const session = await open()
  await session.run()
  expect(await processIds()).toEqual(before)
  await session.close()
})

test("a second server on the same data ends with 1 and names the first", async () => {
  const other = server.beside()
  await expect(other.start()).rejects.toThrow(new RegExp(`ended with 1[^]*${server.pid}`))
})

test("a wrong root key stops the start with the reason, and nothing runs with empty values", async () => {
  await server.end("SIGTERM")
  const path = join(server.data, "root.key")
  const key = await readFile(path)
  await writeFile(
    path,
    key.toString().replace(/[0-9A-Za-z+/]{8}/, (part) => [...part].reverse().join("")),
  )
  await expect(server.start()).rejects.toThrow(/ended with 1[^]*root key/)
  await writeFile(path, key)
  await server.start()
  const session = await open()
  expect((await session.run()).texts[0]).toMatch(/^value \d+$/)
  await session.close()
})
