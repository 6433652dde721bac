// Tokens: made with what they may do, shown once, good at once, and gone when revoked. One's own account beside them.
import { Client } from "@modkeep/contract/client"
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

test("a token is shown once, signs a program in, and is refused after it was revoked", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await page.goto("/tokens")
  await page.getByRole("checkbox", { name: "read" }).uncheck()
  const create = page.getByRole("button", { name: "Create token" })
  await create.click()
  await page.getByText("Give the token a name").waitFor()
  await page.getByText("Tick at least one thing that it may do").waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole("textbox", { name: "Name" }).fill("build server")
  await page.getByRole("checkbox", { name: "read" }).check()
  await page.getByRole("checkbox", { name: "deploy" }).check()
  await page.getByRole("combobox", { name: "Valid" }).selectOption({ label: "7 days" })
  await create.click()
  const shown = page.getByRole("region", { name: 'Token "build server" is made' })
  const value = (await shown.locator("code").textContent()) ?? ""
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "token-made-light-1280")

  const program = new Client({ server: server.origin, token: value })
  const me = (await program.call("me.get", {})).data
  expect(me.scopes.toSorted()).toEqual(["deploy", "read"])
  await page.reload()
  await page.getByRole("rowheader", { name: "build server" }).waitFor()
  expect(await page.content()).not.toContain(value)

  await page.getByRole("button", { name: "Revoke build server" }).click()
  const question = page.getByRole("dialog", { name: 'Revoke "build server"?' })
  await question.waitFor()
  expect(await axeViolations(page)).toEqual([])
  await question.getByRole("button", { name: "Revoke token" }).click()
  await question.waitFor({ state: "hidden" })
  await page.getByRole("rowheader", { name: "build server" }).waitFor({ state: "detached" })
  await expect(program.call("me.get", {})).rejects.toMatchObject({ problem: { status: 401 } })
  expect(console.troubles).toEqual([])
  await console.close()
})

test("one's account takes a new name and a password, and ends another session", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await page.goto("/me")
  await page.getByRole("textbox", { name: "Name" }).fill("Robin")
  await page.getByRole("button", { name: "Save name" }).click()
  await page.getByRole("link", { name: "Robin" }).waitFor()
  await page.getByLabel("New password", { exact: true }).fill("short")
  await page.getByRole("button", { name: "Set password" }).click()
  await page.getByText("It has 5 characters").waitFor()
  await page.getByLabel("New password", { exact: true }).fill("eleven quiet lanterns")
  await page.getByRole("button", { name: "Set password" }).click()
  await page.getByText("Password set").waitFor()

  const other = await openConsole(browser, server)
  await other.page.goto("/sign-in")
  await other.page.getByRole("textbox", { name: "Name" }).fill("robin")
  await other.page.getByLabel("Password", { exact: true }).fill("eleven quiet lanterns")
  await other.page.getByRole("button", { name: "Sign in" }).click()
  await other.page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
  await page.reload()
  await page.getByRole("button", { name: /^End the session in Chrome/ }).click()
  await page.getByText("Session ended").waitFor()
  await other.page.goto("/apps")
  await other.page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor()
  expect(console.troubles).toEqual([])
  await other.close()
  await console.close()
})
