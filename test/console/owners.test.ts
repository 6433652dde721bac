// People who belong to more than one owner choose for which one they look; the choice is in the address and goes along.
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import {
  buildConsole,
  firstPersonsLink,
  openConsole,
  putOffAccount,
  screenshot,
} from "./open-console.ts"

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

test("the lists follow the chosen owner, from page to page and through a reload", async () => {
  const other = (await server.client.call("owners.create", { body: { name: "Research" } })).data
  await server.client.call("apps.create", { body: { name: "of the first owner" } })
  await server.client.call("apps.create", { body: { name: "of research", owner: other.id } })
  const console = await openConsole(browser, server)
  const { page } = console
  await page.goto(await firstPersonsLink(server))
  await page.getByRole("button", { name: "Sign in" }).click()
  await putOffAccount(page)
  await page.getByRole("link", { name: "Apps" }).click()
  const own = page.getByRole("link", { name: "of the first owner" })
  const others = page.getByRole("link", { name: "of research" })
  await own.waitFor()
  expect(await others.isVisible()).toBe(true)
  await page.getByRole("combobox", { name: "Owner" }).selectOption("Research")
  await own.waitFor({ state: "detached" })
  expect(await others.isVisible()).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "owners-light-1280")
  await page.getByRole("link", { name: "Modules" }).click()
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
  expect(new URL(page.url()).searchParams.get("owner")).toBe(other.id)
  await page.getByRole("link", { name: "Apps" }).click()
  await page.reload()
  await others.waitFor()
  expect(await own.count()).toBe(0)
  await page.getByRole("combobox", { name: "Owner" }).selectOption("All owners")
  await own.waitFor()
  expect(new URL(page.url()).search).toBe("")
  expect(console.troubles).toEqual([])
  await console.close()
})

test("a list of many pages keeps its place in the address", async () => {
  for (let index = 0; index < 55; index += 1)
    await server.client.call("apps.create", { body: { name: `app ${index}` } })
  const console = await openConsole(browser, server)
  const { page } = console
  await page.goto(await firstPersonsLink(server))
  await page.getByRole("button", { name: "Sign in" }).click()
  await putOffAccount(page)
  await page.getByRole("link", { name: "Apps" }).click()
  await page.getByRole("link", { name: "Next page" }).click()
  await page.getByRole("link", { name: "First page" }).waitFor()
  const rows = page.getByRole("row")
  const shown = await rows.count()
  expect(shown).toBeLessThan(15)
  await page.reload()
  await page.getByRole("link", { name: "First page" }).waitFor()
  expect(await rows.count()).toBe(shown)
  await page.goBack()
  await page.getByRole("link", { name: "Next page" }).waitFor()
  expect(await rows.count()).toBe(51)
  await console.close()
})
