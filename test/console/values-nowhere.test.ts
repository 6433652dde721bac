// A whole walk with values: typed, saved, laid over, revealed, in conflict, compared, taken back. Afterwards none of them is found
// in what the browser shows, keeps or wrote to its profile, nor in any answer but the one of the reveal.
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"
import type { BrowserContext, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { openProfile } from "../support/chromium.ts"
import { formsOf } from "../support/forms-of.ts"
import { type HttpRelay, openRelay } from "../support/http-relay.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { typeValue, waitForEditor } from "./editor-page.ts"
import { buildConsole, OpenConsole } from "./open-console.ts"

const values = {
  created: "canary_of_the_created_version",
  saved: "canary_of_the_saved_revision",
  installed: "canary_of_the_new_install",
  overlaid: "canary_of_the_changed_overlay",
  mine: "canary_of_my_side_of_the_conflict",
  theirs: "canary_of_their_side_of_the_conflict",
  dropped: "canary_that_was_typed_and_dropped",
}
/** Looked for in the same way and found: the search is awake. */
const seen = "module-of-the-whole-walk"

let relay: HttpRelay
let server: ModkeepServer
let client: Client
let context: BrowserContext
let console: OpenConsole
let page: Page
let module: string
let app: string
let profile: string

beforeAll(async () => {
  buildConsole()
  relay = await openRelay()
  server = await startServer({ settings: { MODKEEP_PUBLIC_URL: relay.origin } })
  relay.target = server.port
  client = server.client
  const repository = await makeRepository(join(server.folder, "repositories", "m"))
  const files = {
    "app.py": "import streamlit as st\nst.text(st.secrets.API_KEY)\n",
    "requirements.txt": "streamlit==1.40.2\n",
    ".streamlit/secrets.toml": 'API_KEY = ""\n# @install\nTEAM = ""\n',
  }
  await repository.commit(files, "2024-11-30T12:00:00Z")
  const body = { name: seen, repository: repository.url }
  module = (await client.call("modules.create", { body })).data.id
  app = (await client.call("apps.create", { body: { name: "Team app" } })).data.id
  profile = join(server.folder, "profile")
  context = await openProfile(profile)
  page = context.pages()[0] ?? (await context.newPage())
  console = new OpenConsole(page, relay.origin)
  await signIn()
})
afterAll(async () => {
  await context.close()
  await server.dispose()
  await relay.close()
})

async function signIn(): Promise<void> {
  const me = (await client.call("me.get", {})).data
  const params = { id: me.owners[0]?.id ?? "" }
  const added = await client.call("members.add", { params, body: { name: "Kim", role: "owner" } })
  await page.goto(added.data.signInLink ?? "")
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.getByRole("button", { name: "Not now" }).click()
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
}

const address = (place: string) => `${relay.origin}/modules/${module}/v/1/${place}`
const editor = () => page.getByRole("textbox", { name: /^Secrets of/ })

/** Types over what the key holds on the page of version 1. */
async function replaceKey(value: string): Promise<void> {
  await page.goto(address("secrets"))
  await editor().getByText("•••• kept").first().waitFor()
  await typeValue(page, "API_KEY", value)
  await page.getByText("1 change: 1 replaced").waitFor()
}

async function save(): Promise<void> {
  await page.getByRole("button", { name: "Review and save" }).click()
  await page.getByRole("button", { name: "Save revision" }).click()
  await page.getByText(/Revision \d is saved/).waitFor()
  // Undo must not bring a value back.
  await editor().click()
  await page.keyboard.press("ControlOrMeta+z")
}

/** All that the page draws and all that it keeps within reach of a script. */
const within = `(async () => {
  const stores = await Promise.all((await caches.keys()).map(async (name) => {
    const store = await caches.open(name)
    const answers = await Promise.all((await store.keys()).map((key) => store.match(key)))
    return await Promise.all(answers.map((answer) => answer.text()))
  }))
  const fields = [...document.querySelectorAll("input, textarea, select")].map(({ value }) => value)
  return JSON.stringify([
    document.documentElement.outerHTML, fields, stores, document.cookie, document.title, location.href,
    { ...localStorage }, { ...sessionStorage }, history.state, window.name,
    await indexedDB.databases(), performance.getEntries().map(({ name }) => name),
  ])
})()`

/** A look that does not even find what is there is none. */
async function valuesOnPage(): Promise<string[]> {
  const text = String(await page.evaluate(within))
  return text.includes(seen) ? found(Buffer.from(text), "the page") : [`no ${seen} on the page`]
}

function found(bytes: Buffer, where: string): string[] {
  return Object.values(values).flatMap((value) =>
    formsOf(value)
      .filter((form) => bytes.includes(form.bytes))
      .map((form) => `${value} (${form.name}) in ${where}`),
  )
}

test("typed for a new version, gone once it is created, and not brought back by the back button", async () => {
  await page.goto(`${relay.origin}/modules/${module}/new`)
  await waitForEditor(page)
  await typeValue(page, "API_KEY", values.created)
  await page.getByRole("button", { name: "Create version", exact: true }).click()
  await page.waitForURL(/\/v\/1\/overview$/)
  await page.getByText("Ready", { exact: true }).waitFor({ timeout: 120_000 })
  expect(await valuesOnPage()).toEqual([])
  await page.goBack()
  await waitForEditor(page)
  expect(await valuesOnPage()).toEqual([])
})

test("typed over a stored one, gone once it is saved, and undo does not know it", async () => {
  await replaceKey(values.saved)
  await save()
  expect(await valuesOnPage()).toEqual([])
})

test("typed and discarded or left behind, it is gone", async () => {
  await replaceKey(values.dropped)
  await page.getByRole("button", { name: "Discard" }).click()
  await page.getByText("No changes").waitFor()
  expect(await valuesOnPage()).toEqual([])
  await replaceKey(values.dropped)
  await page.getByRole("link", { name: "Modules", exact: true }).click()
  await page.getByRole("button", { name: "Leave" }).click()
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
  expect(await valuesOnPage()).toEqual([])
})

test("typed for a new install and over its overlay, gone once it is stored", async () => {
  const version = (await client.call("versions.list", { params: { id: module } })).data.items[0]
  await awaitVersion(client, version?.id ?? "")
  await page.goto(`${relay.origin}/apps/${app}/install?version=${version?.id}`)
  await page.getByRole("button", { name: /^TEAM needs a value/ }).click()
  await page.keyboard.type(values.installed)
  await page.getByRole("button", { name: "Check and install", exact: true }).click()
  await page.waitForURL(/\/installs\/ins_[0-9a-z]+\/overview/)
  expect(await valuesOnPage()).toEqual([])
  await page.getByRole("link", { name: "Settings" }).click()
  await editor().getByText("•••• kept").first().waitFor()
  await typeValue(page, "TEAM", values.overlaid)
  await save()
  expect(await valuesOnPage()).toEqual([])
})

test("in a conflict it is covered on both sides, and gone whichever side wins", async () => {
  await replaceKey(values.mine)
  await page.getByRole("button", { name: "Review and save" }).click()
  await page.getByRole("region", { name: "Review" }).waitFor()
  const { data } = await client.call("versions.list", { params: { id: module } })
  const params = { id: data.items[0]?.id ?? "" }
  const now = await client.call("versions.secrets.get", { params })
  await client.call("versions.secrets.put", {
    params,
    ifMatch: now.etag ?? "",
    body: { text: `${now.data.text}THEIRS = "${values.theirs}"\n` },
  })
  await page.getByRole("button", { name: "Save revision" }).click()
  const both = page.getByRole("region", { name: "Two texts" })
  await both.waitFor()
  expect(await valuesOnPage()).toEqual([])
  await both.getByRole("button", { name: "Let my text go" }).click()
  await page.getByText("No changes").waitFor()
  expect(await valuesOnPage()).toEqual([])
})

test("compared and taken back, it is a reference", async () => {
  await page.goto(address("revisions?compare=1,3"))
  await page.getByRole("list", { name: "Both texts, masked" }).waitFor()
  expect(await valuesOnPage()).toEqual([])
  await page.getByRole("button", { name: "Make 1 current" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Make 1 current" }).click()
  await page.getByText("Revision 4 is saved: the text of revision 1").waitFor()
  expect(await valuesOnPage()).toEqual([])
})

test("revealed, it stands in one place while it is shown, and nowhere afterwards", async () => {
  await page.goto(address("secrets"))
  await page.getByRole("button", { name: "Reveal API_KEY" }).click()
  const dialog = page.getByRole("dialog", { name: "Reveal API_KEY" })
  await dialog.getByRole("textbox", { name: "Reason" }).fill("a look")
  await dialog.getByRole("button", { name: "Reveal" }).click()
  await dialog.getByText(values.created).waitFor()
  const text = String(await page.evaluate(within))
  expect(text.split(values.created)).toHaveLength(2)
  await page.keyboard.press("Escape")
  await dialog.waitFor({ state: "hidden" })
  expect(await valuesOnPage()).toEqual([])
  await page.reload()
  await page.getByRole("button", { name: "Reveal API_KEY" }).waitFor()
  expect(await valuesOnPage()).toEqual([])
  expect(console.troubles).toEqual([])
})

test("no answer of the server held one, but that of the reveal", () => {
  const texts = relay.answers.filter(({ path }) => path.startsWith("/api/"))
  expect(texts.length).toBeGreaterThan(50)
  expect(texts.some(({ body }) => body.includes(seen))).toBe(true)
  const withValue = texts.filter(({ body, path }) => found(body, path).length > 0)
  expect(withValue.map(({ path }) => path.replace(/ver_\w+/, ":id"))).toEqual([
    "/api/v1/versions/:id/secrets/reveal",
  ])
  expect(found(Buffer.from(relay.requests.join("\n")), "an address")).toEqual([])
})

test("no file of the browser's profile holds one: history, caches, storage, restored tabs", async () => {
  await context.close()
  let files = 0
  let isAwake = false
  const held: string[] = []
  for (const entry of await readdir(profile, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    files += 1
    const bytes = await readFile(join(entry.parentPath, entry.name))
    // The console's own files are kept, and so are their addresses.
    isAwake ||= bytes.includes(`${relay.origin}/assets/`)
    held.push(...found(bytes, entry.name))
  }
  expect(files).toBeGreaterThan(20)
  expect(isAwake).toBe(true)
  expect(held).toEqual([])
})
