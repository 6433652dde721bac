// Installing a module in an app: what has to be filled in is asked for, a blank is refused with the way to its place, credentials do
// not fit into the launch query, and what was typed survives every refusal.
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import { secretsText, waitForEditor } from "./editor-page.ts"
import { buildConsole, openConsole, screenshot, signIn } from "./open-console.ts"
import { setStage, type Stage } from "./stage.ts"

const SECRET = "canary_typed_into_the_install"

let server: ModkeepServer
let browser: Browser
let stage: Stage
let version: string

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  stage = await setStage(server)
  version = (
    await server.client.call("versions.create", {
      params: { id: stage.module },
      body: { secrets: '# @install\nOPENAI_API_KEY = ""\nMODEL = "gpt"\n' },
    })
  ).data.id
  await awaitVersion(server.client, version)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

test("an install is filled in, checked and created; its value is nowhere on a page", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await page.goto(`/apps/${stage.emptyApp}`)
  await page.getByRole("link", { name: "Install a module" }).first().click()
  await page.getByRole("heading", { level: 1, name: "Install a module" }).waitFor()
  await page.getByRole("combobox", { name: "Module" }).selectOption({ label: "sales-dashboard" })
  await page.getByRole("combobox", { name: "Version" }).waitFor()
  await page.getByText("1 variable must be set here").waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "app-install-filled-light-1280")

  await page.getByRole("textbox", { name: "Name" }).fill("Sales, Asia")
  await page.getByRole("radio", { name: "Members" }).check()
  await page.getByRole("button", { name: "Check and install · 1 value missing" }).click()
  const problems = page.getByRole("alert").filter({ hasText: "Nothing is installed yet" })
  await problems.getByRole("button", { name: "Line 1" }).first().waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "app-install-refused-light-1280")

  await page.getByRole("button", { name: "Add a parameter" }).click()
  await page.getByRole("textbox", { name: "Parameter 1" }).fill("pat")
  await page.getByText("Credentials and where they are sent belong into the secrets").waitFor()
  await page.getByRole("textbox", { name: "Parameter 1" }).fill("region")
  await page.getByRole("textbox", { name: "Value 1" }).fill("asia")

  await page.getByRole("button", { name: /^OPENAI_API_KEY needs a value/ }).click()
  await page.getByRole("textbox", { name: /^Secrets of the new install/ }).waitFor()
  await page.keyboard.type(SECRET)
  await page.getByText("will be saved").waitFor()
  await page.getByRole("button", { name: "Check and install", exact: true }).click()
  await page.waitForURL(/\/installs\/ins_[0-9a-z]+\/overview/)
  const made = (
    await server.client.call("installs.list_of_app", { params: { id: stage.emptyApp } })
  ).data.items
  expect(made).toMatchObject([
    { name: "Sales, Asia", access: "members", query: { region: "asia" }, version },
  ])
  expect(await page.content()).not.toContain(SECRET)
  expect(console.troubles).toEqual([])
  expect(console.foreign).toEqual([])
  await console.close()
})

test("what was typed stays when another version is picked", async () => {
  const console = await openConsole(browser, server, { width: 360 })
  const { page } = console
  await signIn(server, console)
  await page.goto(`/apps/${stage.app}/install?version=${version}`)
  await page.getByRole("textbox", { name: "Name" }).fill("kept")
  await page
    .getByRole("textbox", { name: /^Secrets of the new install/ })
    .fill('OPENAI_API_KEY = "typed"\n')
  await page.getByRole("combobox", { name: "Version" }).selectOption(stage.version)
  await page.getByText("Nothing has to be set here").waitFor()
  expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("kept")
  await page.getByRole("button", { name: "Check and install", exact: true }).waitFor()
  await waitForEditor(page)
  // Stored nowhere yet, it is dots outside the caret's line.
  await page.locator(".cm-line").first().click()
  expect(await secretsText(page)).toBe('OPENAI_API_KEY = "typed"\n')
  await screenshot(console, "app-install-light-360")
  await page.getByRole("link", { name: "Cancel" }).click()
  const question = page.getByRole("dialog", { name: "Leave without saving?" })
  await question.getByRole("button", { name: "Cancel" }).click()
  expect(await axeViolations(page)).toEqual([])
  await console.close()
})

test("whatever was typed is asked for before it is left, the text or not", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  const name = page.getByRole("textbox", { name: "Name" })
  const asked = async () => {
    await page.getByRole("link", { name: "Cancel" }).click()
    const question = page.getByRole("dialog", { name: "Leave without saving?" })
    await question.getByRole("button", { name: "Cancel" }).click()
    await question.waitFor({ state: "detached" })
  }
  await page.goto(`/apps/${stage.app}/install?version=${version}`)
  await name.fill("typed")
  await asked()
  expect(await name.inputValue()).toBe("typed")
  await name.fill("")
  await page.getByRole("radio", { name: "Public" }).check()
  await asked()
  await page.getByRole("radio", { name: "Private" }).check()
  await page.getByRole("button", { name: "Add a parameter" }).click()
  await page.getByRole("textbox", { name: "Value 1" }).fill("asia")
  await asked()
  // An empty row is nothing typed.
  await page.getByRole("textbox", { name: "Value 1" }).fill("")
  await page.getByRole("link", { name: "Cancel" }).click()
  await page.getByRole("heading", { level: 1, name: "Team app" }).waitFor()
  expect(console.troubles).toEqual([])
  await console.close()
})
