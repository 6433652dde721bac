// What happens when two things happen at once: of each pair one wins or both do, nobody gets a half state or a fault of ours.
import { randomUUID } from "node:crypto"
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"
import { ProblemError } from "@modkeep/contract/problem-error"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { openSession } from "../support/streamlit-client.ts"

let server: ModkeepServer
let client: Client
let repositoryUrl: string
let module: string
let app: string
let first: string
let second: string

beforeAll(async () => {
  server = await startServer()
  client = server.client
  const repository = await makeRepository(join(server.folder, "repositories", "m"))
  await repository.commit(
    {
      "app.py": "import streamlit as st\nst.text(str(st.secrets.to_dict()))\n",
      "requirements.txt": "streamlit==1.40.2\n",
    },
    "2024-11-30T12:00:00Z",
  )
  repositoryUrl = repository.url
  module = await newModule(randomUUID())
  app = (await client.call("apps.create", { body: { name: "a" } })).data.id
  first = await readyVersion('A = "a1"\nB = "b1"\n')
  second = await readyVersion('A = "a2"\nB = "b2"\n')
})
afterAll(async () => {
  await server.dispose()
})

async function newModule(name: string): Promise<string> {
  const body = { name, repository: repositoryUrl }
  return (await client.call("modules.create", { body })).data.id
}

async function newVersion(secrets: string, more: Record<string, unknown> = {}): Promise<string> {
  const body = { secrets, ...more }
  return (await client.call("versions.create", { params: { id: module }, body })).data.id
}

async function readyVersion(secrets: string): Promise<string> {
  const id = await newVersion(secrets)
  expect(await awaitVersion(client, id)).toMatchObject({ state: "ready" })
  return id
}

async function newInstall(version = first): Promise<string> {
  const body = { version, name: randomUUID(), secrets: 'A = "mine"\n' }
  return (await client.call("installs.create", { params: { id: app }, body })).data.id
}

/** Status of each answer, in the order of the calls. What is no answer of the API fails the test. */
async function statuses(...calls: Promise<{ status: number }>[]): Promise<number[]> {
  return await Promise.all(
    calls.map((call) =>
      call.then(
        ({ status }) => status,
        (cause: unknown) => {
          if (cause instanceof ProblemError) return cause.problem.status
          throw cause
        },
      ),
    ),
  )
}

const byNumber = (a: number, b: number) => a - b

test.each([1, 2, 4])(
  "deleting a version in the middle of its build ends the build and its readers; the server goes on (event %i)",
  async (count) => {
    const id = await newVersion('A = "x"\n', { extraPackages: [`six==1.1${count}.0`] })
    let seen = 0
    for await (const _ of client.events("versions.events", { params: { id } })) {
      if (++seen === count) await client.call("versions.delete", { params: { id } })
    }
    expect(seen).toBeGreaterThanOrEqual(count)
    expect(await statuses(client.call("versions.get", { params: { id } }))).toEqual([404])
    await client.call("me.get", {})
  },
)

test("of two saves on one revision one is stored, and the other is told so", async () => {
  const id = await newInstall()
  const save = async (value: string) =>
    await client.call("installs.secrets.put", {
      params: { id },
      body: { text: `A = "${value}"\n` },
      ifMatch: '"1"',
    })
  const answers = await statuses(...["p", "q", "r", "s"].map(save))
  expect(answers.sort(byNumber)).toEqual([200, 412, 412, 412])
  const { data } = await client.call("installs.secrets.revisions", { params: { id } })
  expect(data.items.map(({ number }) => number)).toEqual([2, 1])
})

test("of two things of one name one is made; without a name both are, under two names", async () => {
  const name = randomUUID()
  const body = { name, repository: repositoryUrl }
  expect(
    (
      await statuses(
        client.call("modules.create", { body }),
        client.call("modules.create", { body }),
      )
    ).sort(byNumber),
  ).toEqual([201, 409])
  const one = async (more: { name?: string }) =>
    await client.call("installs.create", {
      params: { id: app },
      body: { version: first, ...more },
    })
  expect((await statuses(one({ name }), one({ name }))).sort(byNumber)).toEqual([201, 409])
  const [a, b] = await Promise.all([one({}), one({})])
  expect(a.data.name).not.toBe(b.data.name)
})

test("a version is deleted or installed, never both", async () => {
  for (let n = 0; n < 4; n++) {
    const version = await readyVersion(`A = "${n}"\n`)
    const install = client.call("installs.create", {
      params: { id: app },
      body: { version, name: randomUUID() },
    })
    const removal = client.call("versions.delete", { params: { id: version } })
    const answers = (await statuses(install, removal)).join(" ")
    expect(["201 409", "404 204"]).toContain(answers)
  }
})

test("an app is deleted or installed in, never both", async () => {
  for (let n = 0; n < 4; n++) {
    const id = (await client.call("apps.create", { body: { name: randomUUID() } })).data.id
    const install = client.call("installs.create", { params: { id }, body: { version: first } })
    const answers = await statuses(install, client.call("apps.delete", { params: { id } }))
    expect(["201 409", "404 204"]).toContain(answers.join(" "))
  }
})

test("a staged revision is promoted or dropped, never both, and the document opens afterwards", async () => {
  for (let n = 0; n < 6; n++) {
    const id = await newInstall()
    const params = { id }
    await client.call("installs.secrets.put", {
      params,
      body: { text: 'A = "staged"\n', stage: true },
      ifMatch: '"1"',
    })
    const answers = await statuses(
      client.call("installs.secrets.promote", { params }),
      client.call("installs.secrets.drop", { params }),
    )
    expect(answers.sort(byNumber)).toEqual([200, 409])
    const shown = (await client.call("installs.secrets.get", { params })).data
    expect([shown.staged, [1, 2]]).toEqual([null, expect.arrayContaining([shown.revision])])
  }
})

test("saves, upgrades, settings and deletion in any order leave a whole install or none", async () => {
  const verbs = {
    save: (id: string) =>
      client.call("installs.secrets.put", {
        params: { id },
        body: { text: `A = "${randomUUID()}"\n` },
        ifMatch: "*",
      }),
    up: (id: string) =>
      client.call("installs.upgrade", {
        params: { id },
        body: { version: second, secrets: 'B = "up"\n' },
      }),
    back: (id: string) =>
      client.call("installs.upgrade", { params: { id }, body: { version: first } }),
    patch: (id: string) =>
      client.call("installs.update", { params: { id }, body: { idleMinutes: 5 } }),
    stop: (id: string) => client.call("installs.stop", { params: { id } }),
    remove: (id: string) => client.call("installs.delete", { params: { id } }),
  }
  for (let round = 0; round < 25; round++) {
    const id = await newInstall()
    const names = Object.keys(verbs) as (keyof typeof verbs)[]
    const order = names
      .filter((name) => name !== "remove" || round % 3 === 0)
      .map((name, index) => ({ name, rank: (index * 7 + round * 5) % 11 }))
      .sort((a, b) => a.rank - b.rank)
    const answers = await statuses(...order.map(({ name }) => verbs[name](id)))
    const said = order.map(({ name }, index) => `${name} ${answers[index]}`).join(", ")
    for (const status of answers) expect([200, 202, 204, 404, 409, 412], said).toContain(status)
    const shown = await statuses(client.call("installs.get", { params: { id } }))
    const items = await statuses(client.call("installs.secrets.get", { params: { id } }))
    expect([shown, items], said).toEqual(round % 3 === 0 ? [[404], [404]] : [[200], [200]])
  }
})

test("the server ends within ten seconds while pages are open and readers follow logs and a build", async () => {
  const body = { version: first, name: randomUUID(), access: "public" as const }
  const install = (await client.call("installs.create", { params: { id: app }, body })).data
  const session = await openSession({
    url: install.url,
    connectTo: { host: "127.0.0.1", port: server.port },
    timeoutMs: 60_000,
  })
  await session.run()
  const building = await newVersion('A = "x"\n', { extraPackages: ["six==1.15.0"] })
  const follow = async (path: string) =>
    await fetch(`${server.origin}/api/v1${path}`, {
      headers: { authorization: `Bearer ${server.token}`, accept: "text/event-stream" },
    })
  const readers = await Promise.all([
    ...Array.from({ length: 20 }, async () => await follow(`/installs/${install.id}/logs`)),
    follow(`/versions/${building}/events`),
  ])
  const ended = Promise.allSettled(readers.map(async (reader) => await reader.text()))
  const begun = performance.now()
  expect(await server.end("SIGTERM")).toBe(0)
  expect(performance.now() - begun).toBeLessThan(10_000)
  await ended
  await session.close()
})
