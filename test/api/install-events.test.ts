// What happens to an install arrives while it happens, and who may not be on its page any more is out at once: a real module, real
// visitors.
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"
import type { InstallEvent } from "@modkeep/contract/schemas/install"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { Browser } from "../support/browser-session.ts"
import { getPage } from "../support/get-page.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { openSession, type StreamlitSession } from "../support/streamlit-client.ts"

let server: ModkeepServer
let client: Client
let owner: string
let version: string
let app: string

beforeAll(async () => {
  server = await startServer({ settings: { MODKEEP_TRUSTED_PROXIES: "127.0.0.1" } })
  client = server.client
  owner = (await client.call("me.get", {})).data.owners[0]?.id ?? ""
  const repository = await makeRepository(join(server.folder, "repositories", "m"))
  await repository.commit(
    {
      "app.py": "import streamlit as st\nst.text(st.secrets.KEY)\n",
      "requirements.txt": "streamlit==1.40.2\n",
    },
    "2024-11-30T12:00:00Z",
  )
  const module = await client.call("modules.create", {
    body: { name: "m", repository: repository.url },
  })
  const created = await client.call("versions.create", {
    params: { id: module.data.id },
    body: { secrets: 'KEY = "one"\n' },
  })
  version = created.data.id
  expect(await awaitVersion(client, version)).toMatchObject({ state: "ready" })
  app = (await client.call("apps.create", { body: { name: "a" } })).data.id
})
afterAll(async () => {
  await server.dispose()
})

async function installed(name: string): Promise<{ id: string; url: string }> {
  const body = { version, name }
  return (await client.call("installs.create", { params: { id: app }, body })).data
}

/** Follows an install and keeps what was told. */
function follow(by: Pick<Client, "events">, id: string) {
  const events: InstallEvent[] = []
  const stop = new AbortController()
  let told: () => void = () => undefined
  const ended = (async () => {
    try {
      for await (const { data } of by.events("installs.events", {
        params: { id },
        signal: stop.signal,
      })) {
        events.push(data)
        told()
      }
    } catch (cause) {
      if (!stop.signal.aborted) throw cause
    }
    return events
  })()
  const until = async (fits: (event: InstallEvent) => boolean) => {
    for (;;) {
      const found = events.find(fits)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => (told = resolve))
    }
  }
  return { events, ended, until, stop: () => stop.abort() }
}

/** Somebody new who belongs to the owner, signed in to the console. */
async function member(name: string): Promise<Browser> {
  const { data } = await client.call("members.add", { params: { id: owner }, body: { name } })
  const browser = new Browser(server.origin)
  await browser.call("session.begin", { body: { link: data.signInLink ?? "" } })
  return browser
}

/** Opens the page as the person, from the console to a running session; gives the page's cookie too. */
async function visit(by: Pick<Client, "call">, install: { id: string; url: string }) {
  const { url } = (await by.call("installs.link", { params: { id: install.id } })).data
  const entered = await getPage(url)
  expect(entered.status).toBe(303)
  const [cookie] = [entered.headers["set-cookie"] ?? []].flat()
  const [name = "", value = ""] = (cookie ?? "").split(";", 1)[0]?.split("=") ?? []
  const session = await openPage(install.url, { [name]: value })
  return { session, cookies: { [name]: value } }
}

async function openPage(url: string, cookies: Record<string, string>): Promise<StreamlitSession> {
  const connectTo = { host: "127.0.0.1", port: server.port }
  return await openSession({ url, cookies, connectTo, timeoutMs: 60_000 })
}

test("state, processes, revisions and open sessions are told as they change, the present first", async () => {
  const install = await installed("followed")
  const following = follow(client, install.id)
  expect(await following.until(() => true)).toMatchObject({
    sequence: 1,
    version,
    state: "asleep",
    processes: [],
  })
  const { session } = await visit(client, install)
  expect((await session.run()).texts).toEqual(["one"])
  await following.until(({ state }) => state === "starting")
  const running = await following.until(({ processes }) => processes[0]?.sessions === 1)
  expect(running).toMatchObject({
    state: "running",
    processes: [{ behind: false, revision: { version: 1, install: 0 } }],
  })
  await client.call("installs.secrets.put", {
    params: { id: install.id },
    body: { text: 'KEY = "mine"\n' },
    ifMatch: '"0"',
  })
  await following.until(({ processes }) => processes[0]?.revision.install === 1)
  await session.close()
  await client.call("installs.stop", { params: { id: install.id } })
  await following.until(({ state }) => state === "off")
  const texts = following.events.map((event) => JSON.stringify({ ...event, sequence: 0, at: "" }))
  for (const [n, text] of texts.entries()) expect(text).not.toBe(texts[n - 1])
  const late = follow(client, install.id)
  expect(await late.until(() => true)).toMatchObject({ state: "off", processes: [] })
  following.stop()
  late.stop()
})

test("the same facts are answered once to whoever asks for JSON, and to nobody of another owner", async () => {
  const install = await installed("asked")
  const { data } = await client.call("installs.events", { params: { id: install.id } })
  expect(data).toMatchObject({ items: [{ state: "asleep", version }], next: null })
  const { signInLink } = (await client.call("people.create", { body: { name: "Stranger" } })).data
  const stranger = new Browser(server.origin)
  await stranger.call("session.begin", { body: { link: signInLink } })
  await expect(
    stranger.call("installs.events", { params: { id: install.id } }),
  ).rejects.toMatchObject({ problem: { code: "install.not_found" } })
})

test("a member who is removed is off the page at once and cannot come back; others can", async () => {
  const install = await installed("left")
  const mia = await member("Mia")
  const noa = await member("Noa")
  const hers = await visit(mia, install)
  const theirs = await visit(noa, install)
  const user = (await mia.call("me.get", {})).data.user.id
  const following = follow(mia, install.id)
  await following.until(() => true)
  const cut = following.ended.catch((cause: unknown) => cause)
  await client.call("members.remove", { params: { id: owner, user } })
  await hers.session.closed
  expect(await cut).toMatchObject({ message: "terminated" })
  await expect(follow(mia, install.id).ended).rejects.toMatchObject({ problem: { status: 404 } })
  await expect(openPage(install.url, hers.cookies)).rejects.toMatchObject({ status: 401 })
  const again = await openPage(install.url, theirs.cookies)
  expect((await again.run()).texts).toEqual(["one"])
  await again.close()
  expect(server.output).not.toMatch(/error/i)
})

test("a person who is removed, and a session that is ended, is off the page at once", async () => {
  const install = await installed("ended")
  const ola = await member("Ola")
  const page = await visit(ola, install)
  const { items } = (await ola.call("sessions.list", {})).data
  const onPage = items.find(({ kind }) => kind === "install")
  expect(onPage).toMatchObject({ install: { id: install.id, name: "ended" }, isCurrent: false })
  await ola.call("sessions.delete", { params: { id: onPage?.id ?? "" } })
  await page.session.closed
  await expect(openPage(install.url, page.cookies)).rejects.toMatchObject({ status: 401 })
  const next = await visit(ola, install)
  const id = (await ola.call("me.get", {})).data.user.id
  await client.call("people.delete", { params: { id } })
  await next.session.closed
  await expect(openPage(install.url, next.cookies)).rejects.toMatchObject({ status: 401 })
})

test("an install that is removed ends its page and what was followed of it", async () => {
  const install = await installed("removed")
  const following = follow(client, install.id)
  const { session } = await visit(client, install)
  await client.call("installs.delete", { params: { id: install.id } })
  expect(await session.closed).toBeGreaterThan(0)
  expect((await following.ended).length).toBeGreaterThan(0)
})

test("what is saved is told while an install is asleep too, for it and for its version", async () => {
  const install = await installed("asleep")
  const following = follow(client, install.id)
  const { saved } = await following.until(() => true)
  expect(saved).toMatchObject({ install: 0 })
  await client.call("installs.secrets.put", {
    params: { id: install.id },
    body: { text: 'KEY = "mine"\n' },
    ifMatch: '"0"',
  })
  await following.until((event) => event.saved.install === 1)
  const params = { id: version }
  const { etag, data } = await client.call("versions.secrets.get", { params })
  await client.call("versions.secrets.put", {
    params,
    ifMatch: etag ?? "",
    body: { text: `${data.text}# more\n` },
  })
  await following.until((event) => event.saved.version === saved.version + 1)
  expect(following.events.map(({ state }) => state)).toEqual(["asleep", "asleep", "asleep"])
  following.stop()
})
