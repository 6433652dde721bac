// What changes on the server is on the page without anybody's doing: builds, states, acknowledgements and logs come as events, go on
// after the connection was cut or the server restarted, survive a reload, and nothing asks again and again.
import { join } from "node:path"
import { setTimeout as pass } from "node:timers/promises"

import type { Client } from "@modkeep/contract/client"
import type { Browser, Locator, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { openChromium } from "../support/chromium.ts"
import { type HttpRelay, openRelay } from "../support/http-relay.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository, type ModuleRepository } from "../support/module-repository.ts"
import { openSession } from "../support/streamlit-client.ts"
import { waitForEditor } from "./editor-page.ts"
import { buildConsole, type OpenConsole, openConsole, signIn } from "./open-console.ts"

/** A page comes back at most 15 s after the connection does. */
const BACK_MS = 40_000
const IDLE_MS = 10_000
const at = "2024-11-30T12:00:00Z"
const app = `import streamlit as st
word = st.query_params.get("word", "")
print("said " + word, flush=True)
st.text(st.secrets.KEY)
`

let relay: HttpRelay
let server: ModkeepServer
let client: Client
let browser: Browser
let console: OpenConsole
let page: Page
let repository: ModuleRepository
let module: string
let version: string
let workspace: string
let install: string
let url: string

beforeAll(async () => {
  buildConsole()
  relay = await openRelay()
  server = await startServer({ settings: { MODKEEP_PUBLIC_URL: relay.origin } })
  relay.target = server.port
  client = server.client
  browser = await openChromium()
  repository = await makeRepository(join(server.folder, "repositories", "m"))
  const files = { "app.py": app, "requirements.txt": "streamlit==1.40.2\n" }
  await repository.commit(files, at)
  const body = { name: "m", repository: repository.url }
  module = (await client.call("modules.create", { body })).data.id
  version = await newVersion()
  await awaitVersion(client, version)
  workspace = (await client.call("apps.create", { body: { name: "Team app" } })).data.id
  const made = await client.call("installs.create", {
    params: { id: workspace },
    body: { version, name: "Sales", access: "public", idleMinutes: 0 },
  })
  install = made.data.id
  url = made.data.url
  console = await openConsole(browser, server, { origin: relay.origin })
  page = console.page
  await signIn(server, console)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
  await relay.close()
})

/** Nobody has opened its page. */
async function newInstall(): Promise<string> {
  const body = { version, name: "Quiet" }
  return (await client.call("installs.create", { params: { id: workspace }, body })).data.id
}

async function newVersion(): Promise<string> {
  const params = { id: module }
  return (await client.call("versions.create", { params, body: { secrets: 'KEY = "one"\n' } })).data
    .id
}

async function open(path: string): Promise<void> {
  await page.goto(path)
  await page.getByRole("heading", { level: 1 }).waitFor()
}

/** A visitor of the module, past the relay: the module says the word in its log. */
async function say(word: string): Promise<void> {
  const connectTo = { host: "127.0.0.1", port: server.port }
  const session = await openSession({ url, connectTo, query: `word=${word}`, timeoutMs: 60_000 })
  await session.run()
  await session.close()
}

const state = (word: string) => page.getByRole("main").getByText(word, { exact: true }).first()
/** Waits without touching the page. */
const visible = async (shown: Locator) => {
  await shown.waitFor({ timeout: BACK_MS })
  return true
}

test("a build is followed to its end although its stream was cut, and tells the same after a reload", async () => {
  relay.reset(/\/events/)
  await newVersion()
  await open(`/modules/${module}/v/2/overview`)
  await page.getByText("Building", { exact: true }).waitFor()
  relay.reset(undefined)
  await page.getByText("Ready", { exact: true }).waitFor({ timeout: 120_000 })
  const steps = page.getByRole("list", { name: "Steps of the build" })
  await steps
    .getByText(/done · /)
    .nth(2)
    .waitFor()
  const lines = async () => {
    await page.getByText("Build log", { exact: true }).click()
    const log = page.getByRole("region", { name: "Build log" })
    await log.getByText(/ready: Streamlit/).waitFor()
    return await log.getByRole("listitem").allTextContents()
  }
  const followed = await lines()
  expect(followed.length).toBeGreaterThan(3)
  await page.reload()
  await page.getByRole("heading", { level: 1 }).waitFor()
  expect(await lines()).toEqual(followed)
})

test("an install that changed while the connection was down shows its state when it is back", async () => {
  await client.call("installs.start", { params: { id: install } })
  await open(`/installs/${install}/overview`)
  expect(await visible(state("Running"))).toBe(true)
  await relay.close()
  await client.call("installs.sleep", { params: { id: install } })
  await relay.open()
  expect(await visible(state("Asleep"))).toBe(true)
})

test("after a restart of the server the page goes on by itself", async () => {
  await open(`/installs/${install}/overview`)
  expect(await visible(state("Asleep"))).toBe(true)
  await server.end()
  await server.start()
  client = server.client
  await client.call("installs.start", { params: { id: install } })
  expect(await visible(state("Running"))).toBe(true)
})

test("who acknowledged what is on the page as it comes, also after a cut", async () => {
  await open(`/installs/${install}/overview`)
  const processes = page.getByRole("table", { name: "Processes" })
  const params = { id: install }
  const save = async (value: string) => {
    const { etag } = await client.call("installs.secrets.get", { params })
    const body = { text: `KEY = "${value}"\n` }
    return (await client.call("installs.secrets.put", { params, ifMatch: etag ?? "", body })).data
  }
  const held = (revision: number) => processes.getByText(`install ${revision}, version 1`)
  const first = await save("two")
  await held(first.revision).waitFor()
  await relay.close()
  const second = await save("three")
  await relay.open()
  expect(await visible(held(second.revision))).toBe(true)
  expect(await visible(page.getByText(/held by 1 of 1 process, slowest [\d.]+ m?s$/))).toBe(true)
})

test.each(["awake", "asleep"])(
  "the revision that another person saves is the one that an open page names: %s",
  async (state) => {
    const other = await openConsole(browser, server, { origin: relay.origin })
    await signIn(server, other)
    const followed = state === "awake" ? install : await newInstall()
    const params = { id: followed }
    if (state === "asleep")
      await client.call("installs.secrets.put", {
        params,
        ifMatch: '"0"',
        body: { text: "# first\n" },
      })
    await open(`/installs/${followed}/overview`)
    const before = (await client.call("installs.secrets.get", { params })).data.revision
    const named = (revision: number) =>
      page.getByText(new RegExp(`Revision ${revision} · saved by`))
    await named(before).waitFor()
    await other.page.goto(`/installs/${followed}/settings`)
    await waitForEditor(other.page)
    await other.page.getByRole("textbox", { name: /^Secrets of install/ }).click()
    await other.page.keyboard.press("ControlOrMeta+End")
    await other.page.keyboard.type("# by somebody else")
    await other.page.getByRole("button", { name: "Review and save" }).click()
    await other.page.getByRole("button", { name: "Save revision" }).click()
    expect(await visible(named(before + 1))).toBe(true)
    await other.close()
  },
)

test("a log misses nothing and repeats nothing over a cut and over a restart of the server", async () => {
  await open(`/installs/${install}/logs`)
  const log = page.getByRole("region", { name: "Lines of the log" })
  const said = async () =>
    (await log.getByText(/said \w+/).allTextContents()).map((text) => /said (\w+)/.exec(text)?.[1])
  await say("before")
  await log.getByText("said before").waitFor()
  await relay.close()
  await say("meanwhile")
  await relay.open()
  await log.getByText("said meanwhile").waitFor({ timeout: BACK_MS })
  await server.end()
  await server.start()
  client = server.client
  await say("afterwards")
  await log.getByText("said afterwards").waitFor({ timeout: BACK_MS })
  expect(await said()).toEqual(["before", "meanwhile", "afterwards"])
  await page.reload()
  await log.getByText("said afterwards").waitFor()
  expect(await said()).toEqual(["before", "meanwhile", "afterwards"])
})

test("pages that are left alone ask for nothing", async () => {
  const places = [
    `/installs/${install}/overview`,
    `/installs/${install}/logs`,
    `/modules/${module}/v/1/overview`,
    `/modules/${module}`,
    "/audit",
  ]
  const tabs: Page[] = []
  for (const place of places) {
    const tab = await page.context().newPage()
    await tab.goto(place)
    await tab.getByRole("heading", { level: 1 }).waitFor()
    tabs.push(tab)
  }
  await expect.poll(() => quietSince(relay), { timeout: 20_000 }).toBeGreaterThan(1000)
  const before = relay.requests.length
  expect(before).toBeGreaterThan(50)
  await pass(IDLE_MS)
  expect(relay.requests.slice(before)).toEqual([])
  for (const tab of tabs) await tab.close()
})

let counted = 0
let since = Date.now()

/** For so many milliseconds nothing was asked. */
function quietSince({ requests }: HttpRelay): number {
  if (requests.length !== counted) {
    counted = requests.length
    since = Date.now()
  }
  return Date.now() - since
}
