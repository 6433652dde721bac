// The first visit of somebody who was invited. A server of its own: it takes five sign-ins a minute and address.
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { buildConsole, openConsole, signInLink } from "./open-console.ts"

let server: ModkeepServer
let browser: Browser

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

test("somebody who is no operator is never shown the step of the recovery key", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await page.addInitScript(rememberHeadings)
  await page.goto(await signInLink(server))
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.getByRole("heading", { level: 1, name: "Create your account" }).waitFor()
  await page.getByRole("textbox", { name: "Name" }).fill("Kim")
  await page.getByLabel("Password", { exact: true }).fill("nine brown otters swim")
  await page.getByRole("button", { name: "Create account" }).click()
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
  // "Modkeep" stands there while the console is on its way.
  expect(await page.evaluate("[...headings].filter((one) => one !== 'Modkeep')")).toEqual([
    "Sign in",
    "Create your account",
    "Modules",
  ])
  expect(console.troubles).toEqual([])
  await console.close()
})

const rememberHeadings = `
  globalThis.headings = new Set()
  new MutationObserver(() => {
    for (const heading of document.querySelectorAll("h1")) headings.add(heading.textContent)
  }).observe(document, { childList: true, subtree: true, characterData: true })
`
