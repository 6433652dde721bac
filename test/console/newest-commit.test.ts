// The module's page tells how far the repository has gone on, when it is asked.
import { rename } from "node:fs/promises"
import { join } from "node:path"

import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository, type ModuleRepository } from "../support/module-repository.ts"
import { axeViolations } from "./axe-violations.ts"
import { buildConsole, type OpenConsole, openConsole, screenshot, signIn } from "./open-console.ts"

const at = "2024-11-30T12:00:00Z"
const files = {
  "app.py": "import streamlit as st\nst.text('here')\n",
  "requirements.txt": "streamlit==1.40.2\n",
}

let server: ModkeepServer
let browser: Browser
let console: OpenConsole
let page: Page
let repository: ModuleRepository
let module: string

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  repository = await makeRepository(join(server.folder, "repositories", "sales"))
  const template = 'API_KEY = ""\nLIMIT = 5\nOLD = ""\n'
  await repository.commit({ ...files, ".streamlit/secrets.toml": template }, at)
  const { client } = server
  const body = { name: "sales", repository: repository.url }
  module = (await client.call("modules.create", { body })).data.id
  const secrets = 'API_KEY = "k"\nLIMIT = 5\nOLD = "o"\n'
  const params = { id: module }
  const { data } = await client.call("versions.create", { params, body: { secrets } })
  await awaitVersion(client, data.id)
  browser = await openChromium()
  console = await openConsole(browser, server)
  page = console.page
  await signIn(server, console)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

const look = async () => await page.getByRole("button", { name: "Look for newer commits" }).click()
const found = () => page.getByRole("status").filter({ hasText: "Newest commit" })

test("a repository that stands still is that of the latest version", async () => {
  await page.goto(`/modules/${module}`)
  await look()
  await found().getByText("that of version 1").waitFor()
  await found().getByText("asks for the same variables").waitFor()
  expect(console.troubles).toEqual([])
})

test("what a newer commit's template asks for and lets go is said, also on a page that was open", async () => {
  const template = 'API_KEY = ""\nLIMIT = "five"\nMODEL_URL = ""\n'
  await repository.commit({ ...files, ".streamlit/secrets.toml": template }, at)
  await look()
  await found().getByText("newer than version 1").waitFor()
  expect((await found().innerText()).replaceAll(/\s+/g, " ")).toMatch(
    /Asks also for MODEL_URL No longer for OLD Of another type LIMIT/,
  )
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "module-newest-commit-light-1280")
  expect(console.troubles).toEqual([])
})

test("a repository that is gone is said to be, in place of what was found before, and the versions stay on the page", async () => {
  await rename(repository.path, `${repository.path}-away`)
  await look()
  await page
    .getByRole("status")
    .getByText(/^git\./)
    .waitFor()
  expect(await found().count()).toBe(0)
  expect(await page.getByRole("link", { name: "Version 1" }).isVisible()).toBe(true)
  await rename(`${repository.path}-away`, repository.path)
  await page.getByRole("button", { name: "Retry" }).click()
  await found().getByText("newer than version 1").waitFor()
})
