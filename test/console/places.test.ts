// Every address is a place: loading it anew and coming back to it show the same. What was typed there is kept, or the page asks.
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { waitForEditor } from "./editor-page.ts"
import { buildConsole, type OpenConsole, openConsole, signInAsOperator } from "./open-console.ts"
import { pages } from "./pages.ts"
import { setStage, type Stage } from "./stage.ts"

let server: ModkeepServer
let browser: Browser
let stage: Stage
let console: OpenConsole
let page: Page

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  stage = await setStage(server)
  console = await openConsole(browser, server)
  page = console.page
  page.setDefaultTimeout(10_000)
  await signInAsOperator(server, console)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

const heading = (name: string) => page.getByRole("heading", { level: 1, name }).waitFor()

test.each(pages)("$name is the same after a reload, and after going on and back", async (shown) => {
  const place = `${shown.path(stage)}${shown.path(stage).includes("?") ? "&" : "?"}kept=1`
  await page.goto(place)
  await heading(shown.heading(stage))
  const title = await page.title()
  await page.reload()
  await heading(shown.heading(stage))
  expect(page.url()).toBe(`${server.origin}${place}`)
  expect(await page.title()).toBe(title)
  const onward = shown.name === "audit" ? "Apps" : "Audit"
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: onward }).click()
  await heading(onward)
  await page.goBack()
  await heading(shown.heading(stage))
  expect(page.url()).toBe(`${server.origin}${place}`)
  expect(await page.title()).toBe(title)
})

interface Form {
  readonly name: string
  readonly path: () => string
  readonly type: () => Promise<void>
  readonly typed: () => Promise<string>
}

async function typeInEditor(): Promise<void> {
  await waitForEditor(page)
  await page.locator(".cm-content").click()
  await page.keyboard.press("ControlOrMeta+End")
  await page.keyboard.insertText("\n# typed and not saved")
}
const editorText = async () => await page.locator(".cm-content").innerText()

const field = (name: string) => ({
  type: async () =>
    await page.getByRole("textbox", { name, exact: true }).fill("typed and not saved"),
  typed: async () => await page.getByRole("textbox", { name, exact: true }).inputValue(),
})
const editor = { type: typeInEditor, typed: editorText }

const forms: readonly Form[] = [
  { name: "a new module", path: () => "/modules/new", ...field("Name") },
  { name: "a new version", path: () => `/modules/${stage.module}/new`, ...editor },
  { name: "a version's secrets", path: () => `/modules/${stage.module}/v/1/secrets`, ...editor },
  {
    name: "a new install",
    path: () => `/apps/${stage.app}/install?version=${stage.version}`,
    ...editor,
  },
  { name: "an install's secrets", path: () => `/installs/${stage.install}/settings`, ...editor },
  {
    name: "an install's settings",
    path: () => `/installs/${stage.install}/settings`,
    ...field("Name"),
  },
]

describe.each(forms)("what was typed for $name", ({ path, type, typed }) => {
  test("is asked about before another page takes its place, and stays where the answer is no", async () => {
    await page.goto(path())
    await page.getByRole("link", { name: "Audit" }).click()
    await heading("Audit")
    await page.goBack()
    await type()
    for (const leave of [
      async () => await page.getByRole("link", { name: "Audit" }).click(),
      async () => await page.evaluate("history.forward()"),
    ]) {
      await leave()
      const question = page.getByRole("dialog", { name: "Leave without saving?" })
      await question.getByRole("button", { name: "Cancel" }).click()
      await question.waitFor({ state: "hidden" })
      expect(await typed()).toContain("typed and not saved")
      expect(page.url()).toBe(`${server.origin}${path()}`)
    }
    const asked = page.waitForEvent("dialog")
    await page.evaluate("setTimeout(() => location.reload())")
    const dialog = await asked
    expect(dialog.type()).toBe("beforeunload")
    await dialog.dismiss()
    expect(await typed()).toContain("typed and not saved")
    await page.getByRole("link", { name: "Audit" }).click()
    await page.getByRole("button", { name: "Leave" }).click()
    await heading("Audit")
  })
})

test("filters, compared revisions and the tab of a page are part of its address", async () => {
  await page.goto("/audit?action=app.create")
  await heading("Audit")
  await page.reload()
  await heading("Audit")
  expect(await page.getByRole("combobox", { name: "What was done" }).inputValue()).toBe(
    "app.create",
  )
  const params = { id: stage.version }
  const now = await server.client.call("versions.secrets.get", { params })
  const body = { text: `${now.data.text}MORE = "a value"\n` }
  await server.client.call("versions.secrets.put", { params, ifMatch: now.etag ?? "", body })
  const compared = () =>
    page.getByRole("heading", { name: "Revision 1 compared with revision 2" }).waitFor()
  await page.goto(`/modules/${stage.module}/v/1/revisions`)
  for (const number of [1, 2])
    await page.getByRole("checkbox", { name: `Compare revision ${number}` }).check()
  await compared()
  // The address follows a moment later.
  await page.waitForURL((url) => url.searchParams.get("compare") === "1,2")
  await page.reload()
  await compared()
  await page.getByRole("link", { name: "Secrets", exact: true }).click()
  await waitForEditor(page)
  expect(page.url()).toBe(`${server.origin}/modules/${stage.module}/v/1/secrets`)
  expect(console.troubles).toEqual([])
})
