// The pages of an install: opened, put to sleep, restarted, its own secrets, its log, its settings, the way to another version.
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { axeViolations } from "./axe-violations.ts"
import { waitForEditor } from "./editor-page.ts"
import { buildConsole, type OpenConsole, openConsole, screenshot, signIn } from "./open-console.ts"

const at = "2024-11-30T12:00:00Z"
/** What a module may write to a log to mislead whoever reads it. */
const hostileLine =
  "\\x1b[31mred words\\x1b[0m <img src=x onerror=document.title=1> \\x1b]8;;https://evil.example\\x07https://good.example\\x1b]8;;\\x07"
const app = [
  "import os, streamlit as st",
  'print("\\n".join(f"line {n}" for n in range(300)))',
  `print("${hostileLine}", flush=True)`,
  'st.text("page of " + st.secrets.REGION + os.environ.get("TEAM", ""))',
  "",
].join("\n")
const requirements = "streamlit==1.40.2\n"

let server: ModkeepServer
let client: Client
let browser: Browser
let console: OpenConsole
let page: Page
let module: string
let install: string

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  client = server.client
  browser = await openChromium()
  const repository = await makeRepository(join(server.folder, "repositories", "sales"))
  const template = 'REGION = ""\n# @install\nTEAM = ""\n'
  const files = { "app.py": app, "requirements.txt": requirements }
  await repository.commit({ ...files, ".streamlit/secrets.toml": template }, at)
  const body = { name: "sales", repository: repository.url }
  module = (await client.call("modules.create", { body })).data.id
  const version = await newVersion('REGION = "eu"\n# @install\nTEAM = ""\n')
  const renamed = 'REGION = ""\n# @install\nTEAM_NAME = ""\n'
  await repository.commit({ ...files, ".streamlit/secrets.toml": renamed }, at)
  await newVersion('REGION = "us"\n# @install\nTEAM_NAME = ""\n')
  const workspace = (await client.call("apps.create", { body: { name: "Team app" } })).data.id
  install = (
    await client.call("installs.create", {
      params: { id: workspace },
      body: { version, name: "Sales, Europe", secrets: 'TEAM = "blue_team"\n', idleMinutes: 0 },
    })
  ).data.id
  console = await openConsole(browser, server)
  page = console.page
  page.setDefaultTimeout(8000)
  await signIn(server, console)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

async function newVersion(secrets: string): Promise<string> {
  const created = await client.call("versions.create", {
    params: { id: module },
    body: { secrets },
  })
  await awaitVersion(client, created.data.id)
  return created.data.id
}

async function open(place: string, heading = "Sales, Europe"): Promise<void> {
  await page.goto(`/installs/${install}/${place}`)
  await page.getByRole("heading", { level: 1, name: heading }).waitFor()
}

const isState = (word: string) =>
  page.getByRole("main").getByText(word, { exact: true }).first().waitFor({ timeout: 30_000 })

test("the overview becomes running without a reload, and shows which revision each process holds", async () => {
  await open("overview")
  await isState("Running")
  const processes = page.getByRole("table", { name: "Processes" })
  await processes.getByText("install 1, version 1").waitFor()
  await processes.getByText("up to date").waitFor()
  await page.getByText("held by 1 of 1 process").waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "install-overview-light-1280")
  expect(console.troubles).toEqual([])
})

test("Open shows the module's page in a tab of its own, let in by a link", async () => {
  await open("overview")
  const [tab] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByRole("button", { name: "Open", exact: true }).click(),
  ])
  await tab.getByText("page of eublue_team").waitFor({ timeout: 30_000 })
  expect(new URL(tab.url()).origin).not.toBe(server.origin)
  await tab.close()
})

test("the log shows what the module wrote as text: no markup, no link, no terminal's own signs", async () => {
  await open("logs")
  const log = page.getByRole("region", { name: "Lines of the log" })
  await log.getByText("red words").first().waitFor()
  const text = await log.innerText()
  expect(text).toContain("<img src=x onerror=document.title=1>")
  expect(text).toContain("https://good.example (https://evil.example)")
  expect(text).not.toContain("\u001B")
  expect(await log.getByRole("link").count()).toBe(0)
  expect(await log.locator("img").count()).toBe(0)
  await page.getByRole("status").getByText("Following").waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "install-logs-light-1280")
  expect(console.troubles).toEqual([])
})

test("the log follows what comes, lets go when one scrolls up to read, and follows again at a press", async () => {
  await open("logs")
  const log = page.getByRole("region", { name: "Lines of the log" })
  await log.getByText("red words").first().waitFor()
  await log.hover()
  await page.mouse.wheel(0, -2000)
  await page.getByText("Paused here while you read").waitFor()
  await page.getByRole("button", { name: "Follow" }).click()
  await page.getByRole("status").getByText("Following").waitFor()
  const box = "document.querySelector('[aria-label=\"Lines of the log\"]')"
  const toEnd = `${box}.scrollHeight - ${box}.scrollTop - ${box}.clientHeight`
  expect(await page.evaluate<number>(toEnd)).toBeLessThan(24)
})

test("what reaches the module is listed by origin; overriding a key of the version is saved and delivered", async () => {
  await open("settings")
  const table = page.getByRole("table", { name: "What reaches the module" })
  await table.getByText("version", { exact: true }).first().waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "install-settings-light-1280")
  const editor = page.getByRole("textbox", { name: /^Secrets of install/ })
  await editor.getByText("•••• kept").first().waitFor()
  await table.getByRole("button", { name: "Override REGION" }).click()
  await page.getByText("1 change: 1 added").waitFor()
  await page.waitForFunction("document.activeElement?.matches('[role=textbox]') === true")
  await page.keyboard.type("canary_of_the_overlay")
  await page.getByRole("button", { name: "Review and save" }).click()
  await page.getByRole("button", { name: "Save revision" }).click()
  await page.getByText("Revision 2 is saved").waitFor()
  await page.getByText(/^Held by 1 of 1 process, slowest/).waitFor()
  const row = table.getByRole("row", { name: /^REGION/ })
  await row.getByText("install, overrides the version").waitFor()
  expect(await page.content()).not.toMatch(/canary_of_the_overlay/)
  await table.getByRole("button", { name: "Use inherited REGION" }).click()
  await page.getByText("1 change: 1 removed").waitFor()
  await page.getByRole("button", { name: "Discard" }).click()
  expect(console.troubles).toEqual([])
})

test("settings are changed in one form, and a wrong one is said at its field", async () => {
  await open("settings")
  const minutes = page.getByRole("textbox", { name: /^Idle minutes/ })
  await minutes.fill("soon")
  await page.getByRole("button", { name: "Save settings" }).click()
  await page.getByText("Write whole minutes; 0 never sleeps").waitFor()
  await minutes.fill("30")
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Sales, Nordics")
  await page.getByRole("button", { name: "Save settings" }).click()
  await page.getByRole("heading", { level: 1, name: "Sales, Nordics" }).waitFor()
  const { data } = await client.call("installs.get", { params: { id: install } })
  expect(data).toMatchObject({ name: "Sales, Nordics", idleMinutes: 30 })
  const query = { subject: install, action: "install.update" }
  const [entry] = (await client.call("audit.list", { query })).data.items
  expect(entry?.details).toEqual({ changed: ["name", "idleMinutes"] })
})

test("sleeping, waking and restarting; a restart says first how many sessions end", async () => {
  await open("overview", "Sales, Nordics")
  await isState("Running")
  await page.getByRole("button", { name: "More" }).click()
  await page.getByRole("menuitem", { name: "Restart" }).click()
  const dialog = page.getByRole("dialog", { name: "Restart?" })
  await dialog.getByText(/No session is open|open sessions? ends?/).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await dialog.getByRole("button", { name: "Cancel" }).click()
  await dialog.waitFor({ state: "hidden" })
  await page.getByRole("button", { name: "Sleep" }).click()
  await isState("Asleep")
  await page.getByRole("button", { name: "Wake" }).click()
  await isState("Running")
  expect(console.troubles).toEqual([])
})

test("an upgrade says what the new version asks for, carries a renamed key over, and moves the install", async () => {
  const looked: string[] = []
  page.on("request", (request) => {
    if (request.url().endsWith("/upgrade/check")) looked.push(request.postDataJSON().version)
  })
  await open("upgrade", "Sales, Nordics")
  await page.getByText("Probably renamed").waitFor()
  await page
    .getByRole("textbox", { name: /over version 2$/ })
    .getByText("•••• kept")
    .first()
    .waitFor()
  await page.getByRole("button", { name: "Upgrade to version 2" }).click()
  await page.getByRole("alert").filter({ hasText: "Cannot upgrade yet" }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "install-upgrade-light-1280")
  await page.getByRole("button", { name: "Carry the value over to TEAM_NAME" }).click()
  await page.getByRole("button", { name: "Upgrade to version 2" }).click()
  await page.getByRole("link", { name: "version 2" }).waitFor()
  await isState("Running")
  // Going back is a question that nobody asked.
  expect(looked).toEqual(Array.from({ length: 3 }, () => looked[0]))
  expect(console.troubles).toEqual([])
})

test("what was typed for an upgrade stays when another version is picked, and is asked for on the way out", async () => {
  await newVersion('REGION = "us"\n# @install\nTEAM_NAME = ""\n')
  await open("upgrade", "Sales, Nordics")
  const editor = (version: number) =>
    page.getByRole("textbox", { name: new RegExp(`over version ${version}$`) })
  await editor(3).waitFor()
  await waitForEditor(page)
  await editor(3).click()
  await page.keyboard.press("ControlOrMeta+End")
  await page.keyboard.type("# typed for the upgrade")
  await page.getByRole("combobox", { name: "To version" }).selectOption({ index: 1 })
  await editor(1).getByText("# typed for the upgrade").waitFor()
  await page.getByRole("button", { name: "Upgrade to version 1" }).waitFor()
  await page.getByRole("link", { name: "Overview" }).click()
  await page
    .getByRole("dialog", { name: "Leave without saving?" })
    .getByRole("button", { name: "Leave" })
    .click()
  await page.waitForURL(/overview/)
  expect(console.troubles).toEqual([])
})

test("rolling back says which version and secrets come back, and brings both", async () => {
  await open("overview", "Sales, Nordics")
  await page.getByRole("link", { name: "version 2" }).waitFor()
  await page.getByRole("button", { name: "More" }).click()
  await page.getByRole("menuitem", { name: "Roll back" }).click()
  const question = page.getByRole("dialog", { name: "Roll back to version 1?" })
  await question.getByText(/^Version 1 and revision \d of this install's secrets ran/).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "install-roll-back-light-1280")
  await question.getByRole("button", { name: "Roll back" }).click()
  await page.getByRole("link", { name: "version 1" }).waitFor()
  await isState("Running")
  const params = { id: install }
  expect((await client.call("installs.secrets.get", { params })).data.text).toMatch(/^TEAM = /m)
  expect(console.troubles).toEqual([])
})

test("the history and the activity of an install are its own", async () => {
  await open("revisions", "Sales, Nordics")
  await page.getByRole("table", { name: "Revisions" }).getByText("live").waitFor()
  await page.getByRole("link", { name: "Activity" }).click()
  const log = page.getByRole("table", { name: "Audit log" })
  await log.waitFor()
  expect(await log.innerText()).toContain("Upgraded an install")
  // The page is about one install: its id is not in every line.
  expect(await log.innerText()).not.toContain(install)
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "install-activity-light-1280")
})

test("an install is deleted only after its name was typed", async () => {
  await open("settings", "Sales, Nordics")
  await page.getByRole("button", { name: "Delete install" }).click()
  await page.getByText("Type Sales, Nordics exactly as it is written").waitFor()
  await page.getByRole("textbox", { name: "Name of the install" }).fill("Sales, Nordics")
  await page.getByRole("button", { name: "Delete install" }).click()
  await page.getByRole("heading", { level: 1, name: "Team app" }).waitFor()
  await expect(client.call("installs.get", { params: { id: install } })).rejects.toMatchObject({
    problem: { status: 404 },
  })
  expect(console.troubles).toEqual([])
  expect(console.foreign.filter((url) => !url.includes("localhost"))).toEqual([])
})
