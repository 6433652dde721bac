// The pages of a version: its build followed and mended, its secrets saved, staged, revealed and taken back.
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository, type ModuleRepository } from "../support/module-repository.ts"
import { axeViolations } from "./axe-violations.ts"
import { buildConsole, type OpenConsole, openConsole, screenshot, signIn } from "./open-console.ts"

const hostile = '<img src=x onerror="document.title=1">'
const at = "2024-11-30T12:00:00Z"
const app = [
  "import streamlit as st",
  "KEY = st.secrets.OPENAI_API_KEY",
  'st.text(st.secrets["db"]["user"])',
  'st.text(st.secrets.get("REGION", "eu"))',
  "",
].join("\n")

let server: ModkeepServer
let client: Client
let browser: Browser
let console: OpenConsole
let page: Page
let repository: ModuleRepository
let module: string
let version: string
let install: string

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  client = server.client
  browser = await openChromium()
  repository = await makeRepository(join(server.folder, "repositories", "sales"))
  await repository.commit({ "app.py": app, "requirements.txt": "streamlit==1.40.2\n" }, at)
  module = (
    await client.call("modules.create", { body: { name: "sales", repository: repository.url } })
  ).data.id
  const secrets =
    '# From platform.openai.com\nOPENAI_API_KEY = "first_value"\n\n[db]\nuser = "reader_of_db"\n'
  version = await newVersion(secrets)
  const workspace = (await client.call("apps.create", { body: { name: "Team app" } })).data.id
  install = (
    await client.call("installs.create", {
      params: { id: workspace },
      body: { version, name: "Sales, Europe", idleMinutes: 0 },
    })
  ).data.id
  console = await openConsole(browser, server)
  page = console.page
  page.setDefaultTimeout(8000)
  await signIn(server, console)
  await running()
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

async function newVersion(secrets: string): Promise<string> {
  const created = await client.call("versions.create", {
    params: { id: module },
    body: { secrets, notes: hostile },
  })
  await awaitVersion(client, created.data.id)
  return created.data.id
}

/** Follows the install until its process holds its secrets. */
async function running(): Promise<void> {
  const abort = new AbortController()
  for await (const { data } of client.events("installs.events", {
    params: { id: install },
    signal: abort.signal,
  })) {
    if (data.state === "running" && data.processes.some(({ behind }) => !behind)) break
  }
  abort.abort()
}

const address = (number: number, place: string) => `/modules/${module}/v/${number}/${place}`
const editor = () => page.getByRole("textbox", { name: /^Secrets of sales/ })

/** Opens the secrets of version 1 and types a new value over the stored one, as a person does: its name, then the value. */
async function replaceKey(value: string): Promise<void> {
  await page.goto(address(1, "secrets"))
  // The plain text area comes first and gives way to the editor, which draws stored values so.
  await editor().getByText("•••• kept").first().waitFor()
  const variables = page.getByRole("region", { name: "Variables" })
  await variables.getByRole("button", { name: /^OPENAI_API_KEY/ }).click()
  if (value === "") await page.keyboard.press("Backspace")
  else await page.keyboard.type(value)
  await page.getByText("1 change: 1 replaced").waitFor()
}

async function shows(value: string): Promise<boolean> {
  return (await page.content()).includes(value)
}

async function save(button = "Save revision"): Promise<void> {
  await page.getByRole("button", { name: "Review and save" }).click()
  await page.getByRole("region", { name: "Review" }).waitFor()
  await page.getByRole("button", { name: button }).click()
}

test("a version's page shows its steps with their times, what it holds, and whom it reaches", async () => {
  await page.goto(address(1, "overview"))
  await page.getByRole("heading", { level: 1, name: "Version 1" }).waitFor()
  const steps = page.getByRole("list", { name: "Steps of the build" })
  await steps
    .getByText(/done · /)
    .first()
    .waitFor()
  expect(await steps.innerText()).toMatch(/Fetch[\s\S]*Template[\s\S]*Environment[\s\S]*Check/)
  await page.getByText("This version reaches 1 install in 1 app.").waitFor()
  expect(await page.getByText(hostile).isVisible()).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "version-overview-light-1280")
  expect(console.troubles).toEqual([])
})

test("a build that fails says its cause and what would mend it, and is built again with other options", async () => {
  const broken = `import nothing_of_this_name\n${app}`
  await repository.commit({ "app.py": broken, "requirements.txt": "streamlit==1.40.2\n" }, at)
  await newVersion('OPENAI_API_KEY = "first_value"\n[db]\nuser = "reader_of_db"\n')
  await page.goto(address(2, "overview"))
  await page.getByRole("heading", { level: 2, name: "Why it failed" }).waitFor()
  await page.getByRole("heading", { name: "What would mend it" }).waitFor()
  await page
    .getByRole("region", { name: "Build log" })
    .getByText("nothing_of_this_name")
    .first()
    .waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "version-failed-light-1280")
  if (!(await page.getByRole("textbox", { name: "Python" }).isVisible()))
    await page.getByText("Build options").click()
  await page.getByRole("textbox", { name: /Extra packages/ }).fill("")
  await page
    .getByRole("combobox", { name: "When an import fails" })
    .selectOption({ label: "Deploy it anyway, with a warning" })
  await page.getByRole("button", { name: "Build again" }).click()
  await page.getByRole("heading", { level: 2, name: "Warnings" }).waitFor()
  await page.getByText("Ready", { exact: true }).waitFor()
  expect(console.troubles).toEqual([])
})

test("a save is looked at masked, reaches the running process, and leaves no value on the page", async () => {
  await replaceKey("canary_typed_value")
  await page.getByRole("button", { name: "Review and save" }).click()
  const review = page.getByRole("region", { name: "Review" })
  await review.getByText("•••• new").waitFor()
  expect(await shows("canary_typed_value")).toBe(false)
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "version-secrets-review-light-1280")
  await review.getByRole("button", { name: "Save revision" }).click()
  const result = page.getByRole("status", { name: "Result of the save" })
  await result.getByText("Revision 2 is saved").waitFor()
  expect(await result.innerText()).toMatch(/Held by 1 of 1 process, slowest [\d.]+ ms/)
  expect(await shows("canary_typed_value")).toBe(false)
  const kept = "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])"
  expect(await page.evaluate(kept)).not.toContain("canary_typed_value")
  expect(await axeViolations(page)).toEqual([])
  // The README's picture: as high as the page, so that the rail goes all the way down.
  await page.setViewportSize({ width: 1280, height: 1084 })
  await screenshot(console, "version-secrets-saved-light-1280")
  await page.setViewportSize({ width: 1280, height: 800 })
  expect(console.troubles).toEqual([])
})

test("a blank is not saved: the problems take focus and lead to their lines", async () => {
  await replaceKey("")
  await page.getByRole("button", { name: "Review and save" }).click()
  const summary = page.getByRole("alert").filter({ hasText: "Cannot save yet: 1 problem" })
  await summary.waitFor()
  expect(await axeViolations(page)).toEqual([])
  await summary.getByRole("button", { name: /^Line 2/ }).click()
  await page.waitForFunction("document.activeElement?.matches('[role=textbox], textarea') === true")
  await page.getByRole("button", { name: "Discard" }).click()
  await page.getByText("No changes").waitFor()
})

test("when somebody else saved first both texts are there, and one goes on with one's own", async () => {
  await replaceKey("mine_in_conflict")
  await page.getByRole("button", { name: "Review and save" }).click()
  await page.getByRole("region", { name: "Review" }).waitFor()
  const now = await client.call("versions.secrets.get", { params: { id: version } })
  await client.call("versions.secrets.put", {
    params: { id: version },
    ifMatch: now.etag ?? "",
    body: { text: `${now.data.text}theirs = "their_value"\n` },
  })
  await page.getByRole("button", { name: "Save revision" }).click()
  const both = page.getByRole("region", { name: "Two texts" })
  await both.waitFor()
  await both.getByRole("region", { name: "Your text" }).getByText("•••• new").waitFor()
  await both.getByRole("region", { name: "Revision 3" }).getByText("theirs").waitFor()
  expect(await shows("mine_in_conflict")).toBe(false)
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "version-secrets-conflict-light-1280")
  await both.getByRole("button", { name: /^Go on with my text/ }).click()
  await page.getByText("2 changes: 1 replaced, 1 removed").waitFor()
  await save()
  await page.getByText("Revision 4 is saved").waitFor()
  expect(console.troubles).toEqual([])
})

test("a staged revision is tried on one process, made current, and the page says when revoking is safe", async () => {
  await replaceKey("next_key")
  await page.getByRole("button", { name: "Review and save" }).click()
  await page.getByRole("checkbox", { name: "Stage it first" }).check()
  await page.getByRole("button", { name: "Stage revision" }).click()
  await page.getByRole("heading", { name: "Revision 5 is staged", level: 2 }).waitFor()
  await page.getByRole("button", { name: "Try", exact: true }).click()
  await page.getByText(/^Held by 1 of 1 process, slowest/).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "version-secrets-staged-light-1280")
  await page.getByRole("button", { name: "Make revision 5 current" }).click()
  await page.getByText("0 processes hold revision 4: safe to revoke.").waitFor()
  expect(console.troubles).toEqual([])
})

test("revealing a value asks for the reason, records it, and hides the value again", async () => {
  await page.goto(address(1, "secrets"))
  await page.getByRole("button", { name: "Reveal db.user" }).click()
  const dialog = page.getByRole("dialog", { name: "Reveal db.user" })
  await dialog.getByRole("button", { name: "Reveal" }).click()
  await dialog.getByText("Write why: it is recorded with your name").waitFor()
  await dialog.getByRole("textbox", { name: "Reason" }).fill("rotation check")
  await dialog.getByRole("button", { name: "Reveal" }).click()
  await dialog.getByText('"reader_of_db"').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await dialog.getByRole("button", { name: "Hide now" }).click()
  await dialog.waitFor({ state: "hidden" })
  expect(await shows("reader_of_db")).toBe(false)
  const [entry] = (
    await client.call("audit.list", { query: { subject: version, action: "secrets.reveal" } })
  ).data.items
  expect(entry?.details).toMatchObject({ path: "db.user", reason: "rotation check" })
})

test("a revealed value is gone 30 seconds later by the clock, also when the machine slept meanwhile", async () => {
  const sleeper = await openConsole(browser, server)
  await signIn(server, sleeper)
  await sleeper.page.clock.install()
  await sleeper.page.goto(address(1, "secrets"))
  await sleeper.page.getByRole("button", { name: "Reveal db.user" }).click()
  const dialog = sleeper.page.getByRole("dialog", { name: "Reveal db.user" })
  await dialog.getByRole("textbox", { name: "Reason" }).fill("rotation check")
  await dialog.getByRole("button", { name: "Reveal" }).click()
  await dialog.getByText('"reader_of_db"').waitFor()
  // As after a sleep: what fell due meanwhile happens once.
  await sleeper.page.clock.fastForward("00:30")
  await dialog.waitFor({ state: "hidden", timeout: 8000 })
  expect(await sleeper.page.content()).not.toContain("reader_of_db")
  await sleeper.close()
})

test("two picked revisions are compared by an address that can be shared, and an older one is made current", async () => {
  await page.goto(address(1, "revisions"))
  await page.getByRole("checkbox", { name: "Compare revision 1" }).check()
  await page.getByRole("checkbox", { name: "Compare revision 4" }).check()
  await page.getByRole("heading", { name: "Revision 1 compared with revision 4" }).waitFor()
  // A tick shows at once, the address follows a moment later.
  await page.waitForURL((url) => url.searchParams.get("compare") === "1,4")
  await page.reload()
  await page.getByRole("list", { name: "Both texts, masked" }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "version-revisions-light-1280")
  await page.getByRole("button", { name: "Make 1 current" }).click()
  const dialog = page.getByRole("dialog", { name: "Make revision 1 current?" })
  await dialog.getByRole("button", { name: "Make 1 current" }).click()
  await page.getByText("Revision 6 is saved: the text of revision 1").waitFor()
  expect(console.troubles).toEqual([])
  expect(console.foreign).toEqual([])
})

test("a variable that the template asks for is let go by one tick, and a save without it says so", async () => {
  const files = { "app.py": app, "requirements.txt": "streamlit==1.40.2\n" }
  await repository.commit({ ...files, ".streamlit/secrets.toml": 'SPARE = ""\n' }, at)
  await newVersion('SPARE = "not_needed"\n')
  await page.goto(address(3, "secrets"))
  await editor().getByText("•••• kept").first().waitFor()
  await editor().click()
  await page.keyboard.press("ControlOrMeta+a")
  await page.keyboard.press("Delete")
  await page.getByText("1 change: 1 removed").waitFor()
  await page.getByRole("button", { name: "Review and save" }).click()
  await page.getByText("Still missing: SPARE").waitFor()
  await page.getByRole("button", { name: "Save revision" }).click()
  await page.getByRole("alert").getByText("secrets.refused").waitFor()
  await page.getByRole("checkbox", { name: "This module does not need it" }).check()
  await page.getByRole("button", { name: "Save revision" }).click()
  await page.getByText("Revision 2 is saved").waitFor()
  expect(console.troubles).toEqual([])
})

test("leaving with typed text asks first", async () => {
  await replaceKey("not_saved")
  await page.getByRole("link", { name: "Revisions" }).click()
  const dialog = page.getByRole("dialog", { name: "Leave without saving?" })
  await dialog.getByRole("button", { name: "Cancel" }).click()
  await dialog.waitFor({ state: "hidden" })
  expect(await editor().isVisible()).toBe(true)
  await page.getByRole("link", { name: "Revisions" }).click()
  await dialog.getByRole("button", { name: "Leave" }).click()
  await page.getByRole("table", { name: "Revisions" }).waitFor()
})

test("a number that no version has is a page that is not there", async () => {
  await page.goto(address(99, "overview"))
  await page.getByRole("heading", { level: 1, name: "Not found" }).waitFor()
  expect(await page.title()).toContain("Not found")
})
