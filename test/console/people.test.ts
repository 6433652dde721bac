// People: added to an owner by name with a link that is shown once, made managers, removed; and what only an operator sees.
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import {
  buildConsole,
  firstPersonsLink,
  type OpenConsole,
  openConsole,
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

test("an operator sees to keys, people and the machine; the key's copy asks for a reason", async () => {
  const operator = await openConsole(browser, server)
  const { page } = operator
  await signInBy(operator, await firstPersonsLink(server))
  await page.goto("/operator")
  await page.getByText("Not put away yet").waitFor()
  await page.getByRole("button", { name: "Show the recovery key" }).click()
  await page.getByText("Write why the key is read").waitFor()
  await everyView(operator, "operator-keys")
  await page.getByRole("textbox", { name: "Reason" }).fill("a copy for the safe")
  await page.getByRole("button", { name: "Show the recovery key" }).click()
  await page.getByRole("region", { name: "Your recovery key" }).waitFor()
  await page.goto("/audit?action=keys.recovery.export")
  await page.getByText("a copy for the safe").waitFor()

  await page.goto("/operator/people")
  await page.getByRole("textbox", { name: "Name" }).fill("Lee")
  await page.getByRole("button", { name: "Invite" }).click()
  await page.getByRole("region", { name: "Lee is invited" }).waitFor()
  await page.getByRole("button", { name: "Change Lee" }).click()
  await page.getByRole("menuitem", { name: "New sign-in link" }).click()
  await page.getByRole("region", { name: "New sign-in link for Lee" }).waitFor()
  await page.getByRole("button", { name: "Change Lee" }).click()
  await page.getByRole("menuitem", { name: "Make an operator" }).click()
  await page.getByText("Lee is an operator now").waitFor()
  await everyView(operator, "operator-people")
  await page.getByRole("button", { name: "Change Lee" }).click()
  await page.getByRole("menuitem", { name: "Remove" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click()
  await page.getByRole("rowheader", { name: "Lee" }).waitFor({ state: "detached" })

  await page.goto("/operator/doctor")
  await page.getByRole("rowheader", { name: "Database" }).waitFor()
  await everyView(operator, "operator-doctor")
  expect(operator.troubles).toEqual([])
  await operator.close()
})

/** The page as it stands, in both colours, wide and narrow. */
async function everyView(console: OpenConsole, name: string): Promise<void> {
  const { page } = console
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 360]) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      await screenshot(console, `${name}-${colorScheme}-${width}`)
      expect(await axeViolations(page)).toEqual([])
      expect(
        await page.evaluate("document.documentElement.scrollWidth - innerWidth"),
      ).toBeLessThanOrEqual(0)
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

async function signInBy({ page }: OpenConsole, link: string): Promise<void> {
  await page.goto(link)
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.getByRole("button", { name: "Not now" }).click()
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
}
