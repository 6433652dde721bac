// A document of 1,000 keys, the most there may be, is worked with like any other: opened, searched, changed, saved, compared.
import type { Client } from "@modkeep/contract/client"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { deployOn } from "../support/deployment.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import { hasCaret, typeValue, waitForEditor } from "./editor-page.ts"
import { buildConsole, type OpenConsole, openConsole, signIn } from "./open-console.ts"

const KEYS = 1_000

let server: ModkeepServer
let client: Client
let browser: Browser
let console: OpenConsole
let page: Page
let module: string
let version: string
let install: string

const textOf = (value: string) =>
  Array.from({ length: KEYS }, (_, number) => `KEY_${number} = "${value}"\n`).join("")

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  client = server.client
  browser = await openChromium()
  const deployment = await deployOn(server)
  module = deployment.module
  const script = "import streamlit as st\nst.text(st.secrets.KEY_0)\n"
  const template = { ".streamlit/secrets.toml": textOf("") }
  version = await deployment.publish(script, textOf("x"), template)
  install = (await deployment.install(version)).id
  console = await openConsole(browser, server)
  page = console.page
  page.setDefaultTimeout(10_000)
  await signIn(server, console)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

test("a new version shows them all, and one that lost its value is refused with its line", async () => {
  await page.goto(`/modules/${module}/new`)
  await waitForEditor(page)
  await page.getByRole("region", { name: "Variables" }).getByText("1000", { exact: true }).waitFor()
  await typeValue(page, "KEY_999", "")
  await page.keyboard.press("Backspace")
  await page.getByRole("button", { name: "Create version · 1 value missing" }).click()
  const summary = page.getByRole("alert").filter({ hasText: "KEY_999 has no value" })
  await summary.getByRole("button", { name: "Line 1000, column 11" }).click()
  await expect.poll(async () => await hasCaret(page)).toBe(true)
  page.once("dialog", (dialog) => void dialog.accept())
})

test("one of them is replaced and saved, and the comparison names it alone", async () => {
  await page.goto(`/modules/${module}/v/1/secrets`)
  await waitForEditor(page)
  await typeValue(page, "KEY_500", "another")
  await page.getByText("1 change: 1 replaced").waitFor()
  await page.getByRole("button", { name: "Review and save" }).click()
  await page.getByRole("region", { name: "Review" }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole("button", { name: "Save revision" }).click()
  await page.getByText("Revision 2 is saved").waitFor()
  const { data } = await client.call("versions.secrets.reveal", {
    params: { id: version },
    body: { path: ["KEY_500"], reason: "test" },
  })
  expect(data.value).toBe('"another"')
  await page.goto(`/modules/${module}/v/1/revisions?compare=1,2`)
  await page.getByRole("list", { name: "Both texts, masked" }).waitFor()
  expect(await axeViolations(page)).toEqual([])
})

test("an install lists what reaches the module, each with its origin", async () => {
  await page.goto(`/installs/${install}/settings`)
  const table = page.getByRole("table", { name: "What reaches the module" })
  await table.getByRole("row", { name: /^KEY_999/ }).waitFor()
  expect(await table.getByRole("row").count()).toBe(KEYS + 1)
  expect(await axeViolations(page)).toEqual([])
  expect(console.troubles).toEqual([])
})
