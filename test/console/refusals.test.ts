// Everything that the checks refuse is refused on the pages where a text is saved: in words, with its line and column, with what
// would mend it, and with the way to the place. What was typed stays, and nothing is stored.
import type { Client } from "@modkeep/contract/client"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { deployOn } from "../support/deployment.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { hasCaret, waitForEditor } from "./editor-page.ts"
import { buildConsole, type OpenConsole, openConsole, signIn } from "./open-console.ts"
import { overlayRefusals, type Refusal, refusals, remarks } from "./refusals.ts"

let server: ModkeepServer
let client: Client
let browser: Browser
let console: OpenConsole
let page: Page
let module: string
let version: string
let app: string
let install: string

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  client = server.client
  browser = await openChromium()
  const deployment = await deployOn(server)
  module = deployment.module
  app = deployment.app
  const script = "import streamlit as st\nst.text(st.secrets.API_KEY)\n"
  const template = { ".streamlit/secrets.toml": 'API_KEY = ""\nSAMPLE = "changeme"\n' }
  version = await deployment.publish(script, 'API_KEY = "stored"\nPORT = 1\n', template)
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

/** Puts the text in place of the one that is there, as one who selects all and writes anew. */
async function write(text: string): Promise<void> {
  await waitForEditor(page)
  await page.locator(".cm-content").click()
  await page.keyboard.press("ControlOrMeta+a")
  await page.keyboard.press("Delete")
  await page.keyboard.insertText(text)
}

const findings = () => page.getByRole("list", { name: "Findings in the text" })

/** In the list under the text: what is wrong, where, and the mend; a press on the place leads there. */
async function expectFinding({ line, column, says, mend }: Refusal): Promise<void> {
  const place = `line ${line}, column ${column}`
  const item = findings().getByRole("listitem").filter({ hasText: says }).filter({ hasText: place })
  await item.first().waitFor()
  expect(await item.first().textContent()).toMatch(new RegExp(escaped(mend), "i"))
  await item.first().getByRole("button", { name: place }).click()
  await expect.poll(async () => await hasCaret(page)).toBe(true)
}

/** The press that should save is answered by a list of what stands in the way, which has the focus. */
async function expectRefused(
  { line, column, says }: Refusal,
  press: string | RegExp,
): Promise<void> {
  await page.getByRole("button", { name: press }).click()
  const alert = page.getByRole("alert").filter({ hasText: says })
  await alert.waitFor()
  const reason = alert.getByRole("listitem").filter({ hasText: says }).first()
  expect(await reason.getByRole("button").textContent()).toBe(`Line ${line}, column ${column}`)
  expect(await alert.evaluate("document.activeElement.getAttribute('role')")).toBe("alert")
}

/** Only the server knows the stored values and the version's Streamlit: the page does not see it before the press. */
const onServer = new Set(["reference.unknown", "streamlit.old_parser"])

async function expectRefusedByServer({ line, column }: Refusal): Promise<void> {
  await page.getByRole("button", { name: /^Create version/ }).click()
  const alert = page.getByRole("alert").filter({ hasText: "secrets.refused" })
  await alert.getByText(`line ${line}, column ${column}`).waitFor()
  expect(await alert.evaluate("document.activeElement.getAttribute('role')")).toBe("alert")
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
}

/** Of a long text only what is in view is drawn: its first line. */
async function typedText(): Promise<string> {
  await page.locator(".cm-content").focus()
  await page.keyboard.press("ControlOrMeta+Home")
  return (await page.locator(".cm-line").first().textContent()) ?? ""
}

describe("a new version", () => {
  const press = /^Create version/

  test.each(refusals)("is refused for $code: $says", async (refusal) => {
    await openNew()
    await write(refusal.text)
    const first = await typedText()
    if (onServer.has(refusal.code)) await expectRefusedByServer(refusal)
    else await expectRefused(refusal, press)
    await expectFinding(refusal)
    expect(await typedText()).toBe(first)
    const { items } = (await client.call("versions.list", { params: { id: module } })).data
    expect(items).toHaveLength(1)
  })

  test("is refused without a key that the template asks for, until the module is said not to need it", async () => {
    await openNew()
    await write('OTHER = "x"\n')
    const says = "API_KEY is missing"
    await expectRefused({ code: "", text: "", line: 2, column: 1, says, mend: "" }, press)
    await page.getByLabel("This module does not need this key: API_KEY").check()
    const alert = page.getByRole("alert").filter({ hasText: says })
    await alert.waitFor({ state: "detached" })
    expect(await page.getByRole("button", { name: press }).textContent()).toBe("Create version")
  })

  test.each(remarks)("is told of $code: $says", async (remark) => {
    await openNew()
    await write(remark.text)
    await expectFinding(remark)
    expect(await page.getByRole("button", { name: press }).textContent()).toBe("Create version")
  })
})

/** Typed text of the test before is let go without a question. */
async function openNew(): Promise<void> {
  await leave()
  await page.goto(`/modules/${module}/new`)
}

async function leave(): Promise<void> {
  page.once("dialog", (dialog) => void dialog.accept())
  await page.goto("/audit")
  page.removeAllListeners("dialog")
}

describe("a version's secrets", () => {
  test.each(refusals)("are not saved for $code: $says", async (refusal) => {
    await leave()
    await page.goto(`/modules/${module}/v/1/secrets`)
    await write(refusal.text)
    await expectRefused(refusal, "Review and save")
    await expectFinding(refusal)
    const { data } = await client.call("versions.secrets.get", { params: { id: version } })
    expect(data.revision).toBe(1)
  })
})

describe("an install's own secrets", () => {
  test.each(overlayRefusals)("are not saved for $code: $says", async (refusal) => {
    await leave()
    await page.goto(`/installs/${install}/settings`)
    await write(refusal.text)
    await expectRefused(refusal, "Review and save")
    await expectFinding(refusal)
    const { data } = await client.call("installs.secrets.get", { params: { id: install } })
    expect(data.revision).toBe(0)
  })
})

describe("a new install", () => {
  test.each(overlayRefusals)("is refused for $code: $says", async (refusal) => {
    await leave()
    await page.goto(`/apps/${app}/install?version=${version}`)
    await write(refusal.text)
    await expectRefused(refusal, /^Check and install/)
    await expectFinding(refusal)
    const { data } = await client.call("installs.list_of_app", { params: { id: app } })
    expect(data.items).toHaveLength(1)
  })
})
