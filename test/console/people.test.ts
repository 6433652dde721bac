// People: added to an owner by name with a link that is shown once, made managers, removed; and what only an operator sees.
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import { buildConsole, type OpenConsole, openConsole, screenshot } from "./open-console.ts"

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

test("an operator adds somebody by name, who signs in by the link and stays out once removed", async () => {
  const operator = await openConsole(browser, server)
  const { page } = operator
  await signInBy(operator, /sign in +(\S+)/.exec(server.output)?.[1] ?? "")
  await page.goto("/people")
  const add = page.getByRole("button", { name: "Add member" })
  await add.click()
  await page.getByText("Write a name, or the id of somebody known").waitFor()
  await page.getByRole("textbox", { name: /Name of somebody new/ }).fill("Kim")
  await add.click()
  const invited = page.getByRole("region", { name: "Kim is invited" })
  const link = (await invited.locator("code").textContent()) ?? ""
  await page.getByRole("rowheader", { name: "Kim" }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(operator, "people-invited-light-1280")

  const kim = await openConsole(browser, server)
  await signInBy(kim, link)
  await kim.page.goto("/people")
  await kim.page.getByText("Its managers add and remove members.").waitFor()
  expect(await kim.page.getByRole("link", { name: "Operator" }).count()).toBe(0)
  await kim.page.goto("/operator/people")
  await kim.page.getByText("permission.denied").waitFor()

  await page.getByRole("button", { name: "Change Kim" }).click()
  await page.getByRole("menuitem", { name: "Make a manager" }).click()
  await page.getByText("Kim is now a manager").waitFor()
  await kim.page.goto("/people")
  await kim.page.getByRole("button", { name: "Add member" }).click()
  await kim.page.getByText("Only an operator invites by name").waitFor()

  await page.getByRole("button", { name: "Change Kim" }).click()
  await page.getByRole("menuitem", { name: "Remove" }).click()
  const question = page.getByRole("dialog", { name: /^Remove Kim from/ })
  expect(await axeViolations(page)).toEqual([])
  await question.getByRole("button", { name: "Remove" }).click()
  await page.getByRole("rowheader", { name: "Kim" }).waitFor({ state: "detached" })
  expect(operator.troubles).toEqual([])
  await kim.close()
  await operator.close()
})

async function signInBy({ page }: OpenConsole, link: string): Promise<void> {
  await page.goto(link)
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.getByRole("button", { name: "Not now" }).click()
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
}
