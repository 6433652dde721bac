// The first visit: from the link that the server printed to an account, a recovery key put away and an empty console; and signing in
// with the password afterwards.
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import { buildConsole, openConsole, screenshot } from "./open-console.ts"

const PASSWORD = "seven grey herons wait"

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

test("the first link leads to an account, a recovery key, the empty console and its example", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await page.goto(/sign in +(\S+)/.exec(server.output)?.[1] ?? "")
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.getByRole("heading", { level: 1, name: "Create your account" }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "welcome-account-light-1280")
  await page.emulateMedia({ colorScheme: "dark" })
  await page.setViewportSize({ width: 360, height: 800 })
  await screenshot(console, "welcome-account-dark-360")
  expect(await axeViolations(page)).toEqual([])
  await page.emulateMedia({ colorScheme: "light" })
  await page.setViewportSize({ width: 1280, height: 800 })
  const name = page.getByRole("textbox", { name: "Name" })
  const password = page.getByLabel("Password", { exact: true })
  const create = page.getByRole("button", { name: "Create account" })
  await name.fill("Dana")
  await password.fill("too short")
  await create.click()
  await page.getByText("It has 9 characters: use 12 or more").waitFor()
  await password.fill("password123456")
  await create.click()
  await page.getByRole("alert").getByText("password.weak").waitFor()
  expect(await name.inputValue()).toBe("Dana")
  await password.fill(PASSWORD)
  await create.click()

  await page.getByRole("heading", { level: 1, name: "Save your recovery key" }).waitFor()
  await page.reload()
  await page.getByRole("heading", { level: 1, name: "Save your recovery key" }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "welcome-key-asked-light-1280")
  await page.getByRole("button", { name: "Show the recovery key" }).click()
  const download = page.waitForEvent("download")
  await page.getByRole("button", { name: "Download as a file" }).click()
  expect((await download).suggestedFilename()).toBe("modkeep-root.key")
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "welcome-key-light-1280")
  await page.getByRole("button", { name: "I have saved it" }).click()
  await page.getByText("Tick that the copy is safe").waitFor()
  await page.getByRole("checkbox").check()
  await page.getByRole("button", { name: "I have saved it" }).click()
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
  expect(await page.getByRole("textbox", { name: "Git address" }).isVisible()).toBe(true)
  await screenshot(console, "modules-empty-light-1280")
  await page.getByRole("button", { name: "Try the example" }).click()
  await page.getByRole("button", { name: /^GREETING_NAME needs a value/ }).waitFor()
  await page.goto("/modules")
  await page.getByRole("link", { name: "hello-secrets" }).waitFor()
  expect((await server.client.call("keys.get", {})).data.recoveryAcknowledgedAt).not.toBeNull()
  expect(console.troubles).toEqual([])
  expect(console.foreign).toEqual([])
  await console.close()
})

test("afterwards name and password sign in, and what does not fit is refused in place", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await page.goto("/apps?cursor=x")
  const name = page.getByRole("textbox", { name: "Name" })
  const password = page.getByLabel("Password", { exact: true })
  const signIn = page.getByRole("button", { name: "Sign in" })
  await signIn.click()
  await page.getByText("Write your password").waitFor()
  await name.fill("dana")
  await password.fill("not the password")
  await signIn.click()
  await page.getByRole("alert").getByText("sign_in.refused").waitFor()
  expect(await axeViolations(page)).toEqual([])
  await password.fill(PASSWORD)
  await password.press("Enter")
  await page.waitForURL((url) => url.pathname === "/apps" && url.search === "?cursor=x")
  await console.close()
})

test("a sign-in that ended is renewed in place, and what was typed goes through", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await page.goto("/sign-in?next=/apps")
  await page.getByRole("textbox", { name: "Name" }).fill("Dana")
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await page.getByRole("button", { name: "Sign in" }).click()
  const app = page.getByRole("textbox", { name: "Name of the new app" })
  await app.fill("typed before the end")
  await page.context().clearCookies()
  await page.getByRole("button", { name: "Create app" }).click()
  const dialog = page.getByRole("dialog", { name: "Sign in again" })
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await screenshot(console, "sign-in-again-password-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await dialog.getByRole("button", { name: "Sign in" }).click()
  await dialog.waitFor({ state: "hidden" })
  expect(await app.inputValue()).toBe("typed before the end")
  await page.getByRole("button", { name: "Create app" }).click()
  await page.getByRole("heading", { level: 1, name: "typed before the end" }).waitFor()

  // A sign-in that is too old for this is renewed by the password alone; the reason that was typed stays.
  await page.goto("/operator/keys")
  const stale = { type: "about:blank", title: "Sign in again", status: 401, requestId: "" }
  await page.route(
    "**/api/v1/keys/recovery",
    async (route) =>
      await route.fulfill({
        status: 401,
        contentType: "application/problem+json",
        body: JSON.stringify({ ...stale, detail: "Too old", code: "sign_in.stale" }),
      }),
    { times: 1 },
  )
  await page.getByRole("textbox", { name: "Reason" }).fill("a second copy")
  await page.getByRole("button", { name: "Show the recovery key" }).click()
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await dialog.getByRole("button", { name: "Sign in" }).click()
  await dialog.waitFor({ state: "hidden" })
  await page.getByRole("button", { name: "Show the recovery key" }).click()
  await page.getByRole("region", { name: "Your recovery key" }).waitFor()
  expect(console.troubles).toEqual([])
  await console.close()
})
