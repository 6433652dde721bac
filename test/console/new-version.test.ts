// The page "New version" and its editor, by what a person sees and does: from a pasted address to a created version.
import { join } from "node:path"

import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { axeViolations } from "./axe-violations.ts"
import { buildConsole, type OpenConsole, openConsole, screenshot, signIn } from "./open-console.ts"

const canary = "canary-7d1f-typed-in-the-console"
const template = `# From platform.openai.com
# @docs=https://platform.openai.com/api-keys
OPENAI_API_KEY = ""
MODEL = "gpt-4o"
DEBUG = true

[db]
# Ask the data team
password = ""
port = 5432
`
const code =
  'import os\nimport streamlit as st\nst.text(st.secrets.OPENAI_API_KEY)\nst.text(st.secrets["REGION"])\n'

let server: ModkeepServer
let browser: Browser
let repository: Awaited<ReturnType<typeof makeRepository>>
let first = ""

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  repository = await makeRepository(join(server.folder, "repositories", "assistant"))
  first = await repository.commit(
    {
      "app.py": code,
      "requirements.txt": "streamlit==1.40.2\n",
      ".streamlit/secrets.toml": template,
    },
    "2024-11-30T12:00:00Z",
  )
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

async function openNew(console: OpenConsole, module: string, at = ""): Promise<void> {
  await console.page.goto(`/modules/${module}/new${at === "" ? "" : `?at=${at}`}`)
  await console.page
    .getByText("Values are hidden after saving")
    .or(text(console.page))
    .first()
    .waitFor()
  await ready(console.page)
}

/** The editor has taken over from the plain text area. */
async function ready(page: Page): Promise<void> {
  await page.locator(".cm-content").waitFor()
}

function text(page: Page) {
  return page.getByRole("textbox", { name: "Secrets of the new version" })
}

let modules = 0

async function newModule(url = repository.url): Promise<string> {
  const body = { name: `assistant ${(modules += 1)}`, repository: url }
  return (await server.client.call("modules.create", { body })).data.id
}

async function type(page: Page, key: string, value: string): Promise<void> {
  await page.getByRole("region", { name: "Variables" }).getByRole("button", { name: key }).click()
  await page.keyboard.type(value)
}

for (const theme of ["light", "dark"] as const) {
  for (const width of [1280, 360]) {
    test(`look ${theme} ${width}`, async () => {
      const console = await openConsole(browser, server, { theme, width })
      await signIn(server, console)
      await openNew(console, await newModule())
      await screenshot(console, `new-version-${theme}-${width}`)
      expect(await axeViolations(console.page)).toEqual([])
      await type(console.page, "OPENAI_API_KEY", canary)
      await console.page.getByRole("button", { name: /^Create version/ }).click()
      await console.page.getByRole("alert").first().waitFor()
      await screenshot(console, `new-version-refused-${theme}-${width}`)
      expect(await axeViolations(console.page)).toEqual([])
      expect(console.troubles).toEqual([])
      await console.close()
    })
  }
}

void first
