// A process that does not follow a save is named where people look, restarted alone, and caught up by itself: real processes,
// really stopped.
import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type Deployment, deployOn } from "../support/deployment.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { processesOf } from "../support/processes-of.ts"
import type { StreamlitSession } from "../support/streamlit-client.ts"
import { axeViolations } from "./axe-violations.ts"
import { buildConsole, type OpenConsole, openConsole, screenshot, signIn } from "./open-console.ts"

/** A save waits 5 s for a process before it counts it as behind. */
const BEHIND_MS = 20_000

let server: ModkeepServer
let deployment: Deployment
let browser: Browser
let console: OpenConsole
let page: Page
let install: { readonly id: string; readonly url: string }
/** Keeps the first process alive beside the one that replaced it. */
let visitor: StreamlitSession

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  deployment = await deployOn(server)
  const script = "import streamlit as st\nst.text(st.secrets.REGION)\n"
  const version = await deployment.publish(script, 'REGION = "eu"\n')
  install = await deployment.install(version, { name: "Sales", idleMinutes: 0 })
  console = await openConsole(browser, server)
  page = console.page
  await signIn(server, console)
})
beforeEach(async () => {
  visitor = await deployment.visit(install)
  await visitor.run()
  await openOverview()
  await processes().getByRole("cell", { name: "1", exact: true }).waitFor()
  // For half a minute from here the one that was replaced keeps its visitor.
  await deployment.client.call("installs.restart", { params: { id: install.id } })
  await openOverview()
  await page.getByText("held by 2 of 2 processes").waitFor()
})
afterEach(async () => {
  await visitor.close()
  await openOverview()
  await page.getByText("held by 1 of 1 process").waitFor({ timeout: 60_000 })
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

const processes = () => page.getByRole("table", { name: "Processes" })
const behind = () => processes().getByText("behind", { exact: true })

async function openOverview(): Promise<void> {
  await page.goto(`/installs/${install.id}/overview`)
  await page.getByRole("heading", { level: 1, name: "Sales" }).waitFor()
}

/** Saves by the page of the install's own secrets, and waits for what came of it. */
async function save(region: string): Promise<void> {
  await page.goto(`/installs/${install.id}/settings`)
  const editor = page.getByRole("textbox", { name: /^Secrets of install/ })
  await page.locator(".cm-content").waitFor()
  await editor.click()
  await page.keyboard.press("ControlOrMeta+a")
  await page.keyboard.press("Delete")
  await page.keyboard.insertText(`REGION = "${region}"\n`)
  await page.getByRole("button", { name: "Review and save" }).click()
  await page.getByRole("button", { name: "Save revision" }).click()
}

/** Stops the youngest process; what is returned lets it go on. */
async function stopOne(): Promise<() => void> {
  const pid = (await processesOf(install.id)).at(-1)
  if (pid === undefined) throw new Error("No process of the install was found")
  process.kill(pid, "SIGSTOP")
  return () => process.kill(pid, "SIGCONT")
}

test("one of two stands still: the save says so, the overview counts it, and it follows without anybody's doing", async () => {
  const goOn = await stopOne()
  await save("us")
  const outcome = page.getByRole("status", { name: "Result of the save" })
  await outcome.getByText(/^Held by 1 of 2 processes, slowest/).waitFor({ timeout: BEHIND_MS })
  await outcome.getByText("did not acknowledge: it keeps the revision it had").waitFor()
  await outcome.getByRole("button", { name: "Restart only this process" }).waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "behind-saved-light-1280")
  await openOverview()
  await page.getByText("held by 1 of 2 processes").waitFor()
  expect(await behind().count()).toBe(1)
  expect(await processes().getByText("up to date").count()).toBe(1)
  expect(await processes().getByRole("button", { name: "Restart only this process" }).count()).toBe(
    1,
  )
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "behind-overview-light-1280")
  goOn()
  // Tried again after 1, 2, 4 … seconds; the page is not touched.
  await page.getByText("held by 2 of 2 processes").waitFor({ timeout: 60_000 })
  expect(await behind().count()).toBe(0)
  expect(console.troubles).toEqual([])
})

test("the one that stands still is restarted alone: the other keeps its visitors, and all hold the newest", async () => {
  await stopOne()
  await save("asia")
  await page.getByText(/^Held by 1 of 2 processes, slowest/).waitFor({ timeout: BEHIND_MS })
  await openOverview()
  const row = processes()
    .getByRole("row")
    .filter({ hasText: /behind/ })
  const stuck = (await row.getByRole("rowheader").textContent()) ?? ""
  await row.getByRole("button", { name: "Restart only this process" }).click()
  expect((await visitor.run()).texts).toEqual(["asia"])
  await processes().getByText(stuck).waitFor({ state: "detached", timeout: 60_000 })
  // The half minute may be over by now.
  await page
    .getByText(/held by (1 of 1 process|2 of 2 processes)(, slowest [\d.]+ m?s)?$/)
    .waitFor({ timeout: 60_000 })
  expect(console.troubles).toEqual([])
})
