// The audit log: who did what to what, narrowed by filters that are part of the address, in pages; never a value.
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import { buildConsole, openConsole, screenshot, signIn } from "./open-console.ts"

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

test("filters are in the address, a thing is followed by a click, and pages lead on", async () => {
  const apps: string[] = []
  for (let number = 1; number <= 55; number += 1) {
    const made = await server.client.call("apps.create", { body: { name: `App ${number}` } })
    apps.push(made.data.id)
  }
  await server.client.call("apps.update", {
    params: { id: apps[0] ?? "" },
    body: { name: "First app" },
  })
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await page.goto("/audit")
  await page.getByRole("rowheader", { name: "renamed an app" }).waitFor()
  await screenshot(console, "audit-full-light-1280")
  expect(await axeViolations(page)).toEqual([])

  await page.getByRole("combobox", { name: "What was done" }).selectOption("app.create")
  await page.waitForURL((url) => url.searchParams.get("action") === "app.create")
  await page.getByRole("rowheader", { name: "renamed an app" }).waitFor({ state: "detached" })
  expect(await page.getByRole("rowheader").count()).toBe(50)
  await page.getByRole("link", { name: "Next page" }).click()
  await page.getByText("name App 1", { exact: true }).waitFor()
  expect(await page.getByRole("rowheader").count()).toBe(5)

  await page.goto(`/audit?subject=${apps[0]}`)
  await page.getByRole("rowheader", { name: "renamed an app" }).waitFor()
  expect(await page.getByRole("rowheader").count()).toBe(2)
  await page.getByRole("link", { name: "Clear" }).click()
  await page.getByRole("link", { name: apps[20] ?? "" }).click()
  await page.waitForURL((url) => url.searchParams.get("subject") === apps[20])

  await page.goto("/audit?action=module.delete")
  await page.getByText("Nothing fits these filters").waitFor()
  expect(await axeViolations(page)).toEqual([])
  expect(console.troubles).toEqual([])
  await console.close()
})
