// The last steps of a save: stored is stored, also where the page cannot read it back, and a confirmation counts for one look.
import { join } from "node:path"

import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { axeViolations } from "./axe-violations.ts"
import { typeValue, waitForEditor } from "./editor-page.ts"
import { buildConsole, openConsole, screenshot, signIn } from "./open-console.ts"

let server: ModkeepServer
let browser: Browser
let module: string

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  const repository = await makeRepository(join(server.folder, "repositories", "saved"))
  const files = {
    "app.py": "import streamlit as st\nst.text('x')\n",
    "requirements.txt": "streamlit==1.40.2\n",
    ".streamlit/secrets.toml": 'KEY = ""\nSPARE = ""\n',
  }
  await repository.commit(files, "2024-11-30T12:00:00Z")
  const body = { name: "saved", repository: repository.url }
  module = (await server.client.call("modules.create", { body })).data.id
  const secrets = 'KEY = "first_value"\nSPARE = "spare_value"\n'
  await server.client.call("versions.create", { params: { id: module }, body: { secrets } })
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

async function openSecrets(page: Page): Promise<void> {
  await page.goto(`/modules/${module}/v/1/secrets`)
  await waitForEditor(page)
}

const review = (page: Page) => page.getByRole("region", { name: "Review" })
const saveRevision = (page: Page) => page.getByRole("button", { name: "Save revision" })

test("a save that was stored and cannot be read back says so, is read again on request and is sent once", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await openSecrets(page)
  await typeValue(page, "KEY", "canary_stored_unread")
  await page.getByRole("button", { name: "Review and save" }).click()
  await review(page).waitFor()
  let sent = 0
  await page.route("**/api/v1/versions/*/secrets", async (route) => {
    if (route.request().method() === "GET") return await route.abort()
    sent += 1
    return await route.continue()
  })
  await saveRevision(page).click()
  const unread = page.getByRole("region", { name: "Saved and not read back" })
  await unread.getByText("Revision 2 is saved.").waitFor()
  await unread.getByRole("alert").getByText("unreachable").waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "version-secrets-unread-light-1280")
  await page.unroute("**/api/v1/versions/*/secrets")
  await unread.getByRole("button", { name: "Retry" }).click()
  const outcome = page.getByRole("status", { name: "Result of the save" })
  await outcome.getByText("Revision 2 is saved").waitFor()
  await page.getByText("No changes").waitFor()
  expect(await page.content()).not.toContain("canary_stored_unread")
  expect(sent).toBe(1)
  expect(console.troubles).toEqual([])
  await console.close()
})

test("that a variable is not needed is confirmed anew at every review", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await openSecrets(page)
  await typeValue(page, "SPARE", "")
  await page.keyboard.press("Home")
  await page.keyboard.press("Shift+End")
  await page.keyboard.press("Delete")
  await page.getByRole("button", { name: "Review and save" }).click()
  const tick = page.getByRole("checkbox", { name: "This module does not need it" })
  await tick.check()
  await page.getByRole("button", { name: "Back to the text" }).click()
  await page.getByRole("button", { name: "Review and save" }).click()
  await review(page).waitFor()
  expect(await tick.isChecked()).toBe(false)
  await page.getByText("Still missing: SPARE").waitFor()
  await console.close()
})

test("a save that somebody else preceded says so while their revision cannot be read, and shows it when it can", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await openSecrets(page)
  await typeValue(page, "KEY", "mine")
  await page.getByRole("button", { name: "Review and save" }).click()
  await review(page).waitFor()
  const { items } = (await server.client.call("versions.list", { params: { id: module } })).data
  const params = { id: items[0]?.id ?? "" }
  const now = await server.client.call("versions.secrets.get", { params })
  const body = { text: `${now.data.text}THEIRS = "theirs"\n` }
  await server.client.call("versions.secrets.put", { params, ifMatch: now.etag ?? "", body })
  await page.route("**/api/v1/versions/*/secrets", async (route) =>
    route.request().method() === "GET" ? await route.abort() : await route.continue(),
  )
  await saveRevision(page).click()
  await page.getByRole("alert").getByText("secrets.conflict").waitFor()
  await page.unroute("**/api/v1/versions/*/secrets")
  await saveRevision(page).click()
  const both = page.getByRole("region", { name: "Two texts" })
  await both
    .getByRole("region", { name: /^Revision/ })
    .getByText("THEIRS")
    .waitFor()
  expect(await both.getByRole("region", { name: "Your text" }).isVisible()).toBe(true)
  await console.close()
})
