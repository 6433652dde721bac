// A sign-in that ends while somebody works: it is asked for in place, and the work goes on where it was.
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
  signInLink,
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

/** An app's name typed, and the session gone before it is sent. */
async function typeAndLoseSession() {
  const console = await openConsole(browser, server)
  const { page } = console
  await page.goto(await firstPersonsLink(server))
  await page.getByRole("button", { name: "Sign in" }).click()
  await putOffAccount(page)
  await page.getByRole("link", { name: "Apps" }).click()
  const name = page.getByRole("textbox", { name: "Name of the new app" })
  await name.fill("typed before the end")
  await page.context().clearCookies()
  await page.getByRole("button", { name: "Create app" }).click()
  const dialog = page.getByRole("dialog", { name: "Sign in again" })
  await dialog.waitFor()
  return { console, page, name, dialog }
}

test("nothing typed is lost: after signing in again the same press does it", async () => {
  const { console, page, name, dialog } = await typeAndLoseSession()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "sign-in-again-light-1280")
  await dialog.getByRole("textbox", { name: "Sign-in link" }).fill(await firstPersonsLink(server))
  await dialog.getByRole("button", { name: "Sign in" }).click()
  await dialog.waitFor({ state: "hidden" })
  expect(await name.inputValue()).toBe("typed before the end")
  await page.getByRole("button", { name: "Create app" }).click()
  await page.getByRole("heading", { level: 1, name: "typed before the end" }).waitFor()
  expect(console.troubles).toEqual([])
  await console.close()
})

test("put aside with Esc, it leaves the page as it is; somebody else does not go on with it", async () => {
  const { console, page, name, dialog } = await typeAndLoseSession()
  await page.keyboard.press("Escape")
  await dialog.waitFor({ state: "hidden" })
  expect(await name.inputValue()).toBe("typed before the end")
  await page.getByRole("button", { name: "Create app" }).click()
  await dialog.waitFor()
  await dialog.getByRole("textbox", { name: "Sign-in link" }).fill(await signInLink(server))
  await dialog.getByRole("button", { name: "Sign in" }).click()
  await dialog.waitFor({ state: "hidden" })
  await page
    .getByRole("banner")
    .getByText(/^Person \d/)
    .waitFor()
  expect(await name.inputValue()).toBe("")
  await console.close()
})
