// Sign-ins as a person meets them: too many tries, a sign-out in another tab, the way from the console to a module's own page.
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { deployOn } from "../support/deployment.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import { secretsText, typeValue, waitForEditor } from "./editor-page.ts"
import {
  buildConsole,
  firstPersonsLink,
  type OpenConsole,
  openConsole,
  putOffAccount,
  screenshot,
  signInAsOperator,
} from "./open-console.ts"

let server: ModkeepServer
let browser: Browser
let console: OpenConsole
let module: string
let install: string

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  const deployment = await deployOn(server)
  module = deployment.module
  const script = 'import streamlit as st\nst.text("the page of " + st.secrets.KEY)\n'
  const template = { ".streamlit/secrets.toml": 'KEY = ""\n' }
  const version = await deployment.publish(script, 'KEY = "us"\n', template)
  install = (await deployment.install(version, { name: "Sales", access: "private" })).id
  console = await openConsole(browser, server)
  await signInAsOperator(server, console)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

const signInHeading = { level: 1, name: "Sign in" } as const

test("signed out in one tab, the other asks in place, and what was typed there is still there", async () => {
  const { page } = console
  await page.goto(`/modules/${module}/new`)
  await waitForEditor(page)
  await typeValue(page, "KEY", "typed in the other tab")
  const other = await page.context().newPage()
  await other.goto("/modules")
  await other.getByRole("button", { name: "Sign out" }).click()
  await other.getByRole("heading", signInHeading).waitFor()
  await page.getByRole("button", { name: "Create version", exact: true }).click()
  const dialog = page.getByRole("dialog", { name: "Sign in again" })
  await dialog.waitFor()
  await dialog.getByRole("textbox", { name: "Sign-in link" }).fill(await firstPersonsLink(server))
  await dialog.getByRole("button", { name: "Sign in" }).click()
  await dialog.waitFor({ state: "hidden" })
  expect(await secretsText(page)).toContain("typed in the other tab")
  await page.getByRole("button", { name: "Create version", exact: true }).click()
  await page.waitForURL(/\/v\/2\/overview$/)
  await other.close()
})

test("every cookie of the console belongs to its host alone, and no script sees one", async () => {
  const cookies = await console.page.context().cookies()
  expect(cookies.length).toBeGreaterThan(0)
  for (const cookie of cookies) {
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, path: "/", domain: "localhost" })
    expect(cookie.name).toMatch(/^__Host-/)
  }
  expect(await console.page.evaluate("document.cookie")).toBe("")
})

test("a module's page takes over the sign-in, with a cookie of its own and without the console's", async () => {
  const { page } = console
  const { data } = await server.client.call("installs.get", { params: { id: install } })
  const tab = await page.context().newPage()
  await tab.goto(data.url)
  await tab.getByText("the page of us").waitFor({ timeout: 60_000 })
  expect(new URL(tab.url()).host).toBe(new URL(data.url).host)
  expect(tab.url()).not.toMatch(/code|token|ticket/)
  const cookies = await page.context().cookies(data.url)
  expect(cookies.map(({ name }) => name)).not.toContain("__Host-modkeep-console")
  const own = cookies.filter(({ name }) => name.startsWith("__Host-"))
  expect(own.length).toBeGreaterThan(0)
  for (const cookie of own) expect(cookie).toMatchObject({ httpOnly: true, secure: true })
  await tab.close()
})

test("a visitor of a private page signs in first and comes back to it", async () => {
  const { data } = await server.client.call("installs.get", { params: { id: install } })
  const visitor = await openConsole(browser, server)
  await visitor.page.goto(data.url)
  await visitor.page.getByRole("heading", signInHeading).waitFor()
  expect(new URL(visitor.page.url()).origin).toBe(server.origin)
  await visitor.page
    .getByRole("textbox", { name: "Sign-in link" })
    .fill(await firstPersonsLink(server))
  await visitor.page.getByRole("button", { name: "Sign in" }).click()
  await putOffAccount(visitor.page)
  await visitor.page.getByText("the page of us").waitFor({ timeout: 60_000 })
  await visitor.close()
})

test("after five tries in a minute the page says to wait, and does not say who exists", async () => {
  const visitor = await openConsole(browser, server)
  const { page } = visitor
  await page.goto("/sign-in")
  await page.getByRole("button", { name: "Use name and password" }).click()
  await page.getByRole("textbox", { name: "Name" }).fill("owner")
  await page.getByLabel("Password", { exact: true }).fill("a guess that is wrong")
  const press = page.getByRole("button", { name: "Sign in", exact: true })
  const limit = page.getByRole("alert").filter({ hasText: "request.too_often" })
  await expect
    .poll(
      async () => {
        await press.click()
        await page.getByRole("alert").waitFor()
        return await limit.isVisible()
      },
      { timeout: 30_000 },
    )
    .toBe(true)
  expect(await limit.textContent()).toMatch(/minute|second|wait/i)
  expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("owner")
  expect(await axeViolations(page)).toEqual([])
  await screenshot(visitor, "sign-in-limited-light-1280")
  await visitor.close()
})
