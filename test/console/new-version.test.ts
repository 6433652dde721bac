// The page "New version", by what a person sees and does: from a pasted address to a created version, and all that may go otherwise.
import { afterAll, beforeAll, expect, test } from "vitest"

import type { ModuleRepository } from "../support/module-repository.ts"
import { axeViolations } from "./axe-violations.ts"
import { paste, secretsText, typeValue, waitForEditor } from "./editor-page.ts"
import { code, create, isVersionPage, NewVersionStage } from "./new-version-stage.ts"
import { screenshot } from "./open-console.ts"

const canary = "canary-7d1f-typed-in-the-console"
const template = `# From platform.openai.com
OPENAI_API_KEY = ""
MODEL = "gpt-4o"
DEBUG = true

[db]
# Ask the data team
password = ""
port = 5432
`

let stage: NewVersionStage
let repository: ModuleRepository

beforeAll(async () => {
  stage = await NewVersionStage.set()
  repository = await stage.repositoryWith({ "app.py": code, ".streamlit/secrets.toml": template })
})
afterAll(async () => {
  await stage.close()
})

test("from a pasted address to a version: the blanks are refused with their places, then filled and stored", async () => {
  const console = await stage.console()
  const { page } = console
  await page.goto(`/modules/new?git=${encodeURIComponent(repository.url)}`)
  await page.getByRole("textbox", { name: "Name" }).fill("pasted")
  await page.getByRole("button", { name: "Create module" }).click()
  await page.getByRole("heading", { level: 1, name: "New version" }).waitFor()
  await waitForEditor(page)
  expect(await page.getByText(/Pre-filled from \.streamlit\/secrets\.toml at/).isVisible()).toBe(
    true,
  )
  expect(await page.getByText("Dana").isVisible()).toBe(true)
  await create(page).click()
  const summary = page.getByRole("alert").filter({ hasText: "was not created" })
  await summary.getByText("OPENAI_API_KEY has no value").waitFor()
  expect(await create(page).textContent()).toBe("Create version · 2 values missing")
  expect(await summary.evaluate("document.activeElement.getAttribute('role')")).toBe("alert")
  await screenshot(console, "new-version-refused-light-1280")
  await summary.getByRole("button", { name: "line 2, column 18" }).click()
  await page.keyboard.press("ArrowRight")
  await page.keyboard.type(canary)
  await typeValue(page, "db.password", "")
  await paste(page, `pa\\ss"wo'rd`)
  await page.getByText("The pasted value was put in quotes").waitFor()
  await page.getByText(`password = "pa`).waitFor()
  await create(page).click()
  await page.waitForURL(isVersionPage)
  expect(console.troubles).toEqual([])
  await console.close()
})

test("a value that was typed is nowhere in the browser once it is saved", async () => {
  const console = await stage.console()
  const { page } = console
  const module = await stage.newModule(repository.url)
  await stage.openNew(console, module)
  await typeValue(page, "OPENAI_API_KEY", canary)
  await typeValue(page, "db.password", canary)
  const addresses: string[] = []
  page.on("request", (request) => addresses.push(request.url()))
  await create(page).click()
  await page.waitForURL(isVersionPage)
  await page.waitForLoadState("networkidle")
  expect(await page.content()).not.toContain(canary)
  expect(await page.evaluate(keptByBrowser)).not.toContain(canary)
  expect(addresses.join("\n")).not.toContain(canary)
  await page.goBack()
  await waitForEditor(page)
  expect(await page.content()).not.toContain(canary)
  const kept = page.getByText("•••• kept")
  expect(await kept.count()).toBe(5)
  const version = (await stage.server.client.call("versions.list", { params: { id: module } })).data
    .items[0]
  const asked = { params: { id: version?.id ?? "" }, body: { path: "db.password", reason: "test" } }
  const { data } = await stage.server.client.call("versions.secrets.reveal", asked)
  expect(data.value).toBe(`"${canary}"`)
  await console.close()
})

const keptByBrowser = `(async () => JSON.stringify([
  { ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href,
  await caches.keys(), (await indexedDB.databases()).map(({ name }) => name),
]))()`

test("the next version starts from the values of the latest: kept, renamed, replaced, and the template's news first", async () => {
  const console = await stage.console()
  const { page } = console
  const made = await stage.repositoryWith({
    "app.py": code,
    ".streamlit/secrets.toml": 'OPENAI_API_KEY = ""\nDB_PASS = ""\nOLD = ""\n',
  })
  const module = await stage.newModule(made.url)
  const secrets = 'OPENAI_API_KEY = "one"\nDB_PASS = "two"\nOLD = "three"\n'
  await stage.server.client.call("versions.create", { params: { id: module }, body: { secrets } })
  const next = 'OPENAI_API_KEY = ""\nDB_PASSWORD = ""\nREGION = ""\n'
  await made.commit({ ".streamlit/secrets.toml": next }, "2024-12-01T12:00:00Z")
  await stage.openNew(console, module)
  await page.getByText("The template has changed since the latest version").waitFor()
  await screenshot(console, "new-version-carried-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole("button", { name: "Carry its value over" }).click()
  await expect.poll(async () => await page.getByText("•••• kept").count()).toBe(2)
  await typeValue(page, "REGION", "eu")
  await create(page).click()
  await page.waitForURL(isVersionPage)
  const { items } = (await stage.server.client.call("versions.list", { params: { id: module } }))
    .data
  const reveal = async (path: string) => {
    const input = { params: { id: items[0]?.id ?? "" }, body: { path, reason: "test" } }
    return (await stage.server.client.call("versions.secrets.reveal", input)).data.value
  }
  expect(await reveal("OPENAI_API_KEY")).toBe('"one"')
  expect(await reveal("DB_PASSWORD")).toBe('"two"')
  await console.close()
})

test("a key that the module does not need is taken out and confirmed; one that each install brings may stay blank", async () => {
  const console = await stage.console()
  const { page } = console
  const module = await stage.newModule(repository.url)
  await stage.openNew(console, module)
  const password = page.getByRole("group", { name: "db.password" })
  const text = async () => await secretsText(page)
  await password.getByText("each install brings its own").click()
  await expect.poll(text).toContain("# @install\npassword")
  await password.getByText("here, for everyone").click()
  await expect.poll(text).not.toContain("@install")
  await password.getByText("each install brings its own").click()
  await expect.poll(text).toContain("@install")
  await typeValue(page, "OPENAI_API_KEY", "")
  await page.keyboard.press("Home")
  await page.keyboard.press("Shift+End")
  await page.keyboard.press("Delete")
  await page.getByLabel("This module does not need this key: OPENAI_API_KEY").check()
  await page.getByRole("button", { name: "Create version", exact: true }).waitFor()
  await create(page).click()
  await page.waitForURL(isVersionPage)
  await console.close()
})

test("a sign-in that ends while typing is asked for in place, and what was typed is still there", async () => {
  const console = await stage.console()
  const { page } = console
  await stage.openNew(console, await stage.newModule(repository.url))
  await typeValue(page, "OPENAI_API_KEY", canary)
  await typeValue(page, "db.password", canary)
  await page.context().clearCookies()
  await create(page).click()
  await page.getByRole("dialog", { name: "Sign in again" }).waitFor()
  await page.keyboard.press("Escape")
  expect(await secretsText(page)).toContain(canary)
  expect(page.url()).not.toContain("sign-in")
  await console.close()
})

test("leaving with a typed text or a typed note asks first; leaving a page where nothing was typed does not", async () => {
  const console = await stage.console()
  const { page } = console
  await stage.openNew(console, await stage.newModule(repository.url))
  const back = page.getByRole("link", { name: "Cancel" })
  const dialog = page.getByRole("dialog", { name: "Leave without saving?" })
  await typeValue(page, "OPENAI_API_KEY", canary)
  await back.click()
  await dialog.getByRole("button", { name: "Cancel" }).click()
  await dialog.waitFor({ state: "hidden" })
  expect(await secretsText(page)).toContain(canary)
  await back.click()
  await dialog.getByRole("button", { name: "Leave" }).click()
  await page.getByRole("link", { name: "New version" }).first().click()
  await waitForEditor(page)
  await page.getByRole("textbox", { name: /^Notes/ }).fill("what is new")
  await back.click()
  await dialog.getByRole("button", { name: "Leave" }).click()
  await page.getByRole("link", { name: "New version" }).first().click()
  await waitForEditor(page)
  await back.click()
  await page.waitForURL((url) => !url.pathname.endsWith("/new"))
  expect(await dialog.isVisible()).toBe(false)
  expect(console.troubles).toEqual([])
  await console.close()
})

test("pressing twice makes one version; Ctrl+S in the text is the same as the button", async () => {
  const console = await stage.console()
  const { page } = console
  const module = await stage.newModule(repository.url)
  await stage.openNew(console, module)
  await typeValue(page, "OPENAI_API_KEY", "x")
  await page.keyboard.press("Control+s")
  await page.getByRole("alert").getByText("db.password has no value").waitFor()
  await typeValue(page, "db.password", "x")
  await page.getByRole("button", { name: "Create version", exact: true }).dblclick()
  await page.waitForURL(isVersionPage)
  const { items } = (await stage.server.client.call("versions.list", { params: { id: module } }))
    .data
  expect(items.length).toBe(1)
  await console.close()
})

test("what only the server knows about the text is said in its place, until the text is another one", async () => {
  const console = await stage.console()
  const { page } = console
  await stage.openNew(console, await stage.newModule(repository.url))
  await typeValue(page, "OPENAI_API_KEY", "x")
  await typeValue(page, "db.password", "x")
  await page.keyboard.press("Control+End")
  // Streamlit 1.40, which the commit pins, reads TOML with a library that refuses arrays of two types.
  await page.keyboard.insertText('mixed = [1, "a"]\n')
  await page.getByRole("button", { name: "Create version", exact: true }).click()
  const refusal = page.getByRole("alert").filter({ hasText: "secrets.refused" })
  await refusal.waitFor()
  const findings = page.getByRole("list", { name: "Findings in the text" })
  await findings.getByText("cannot be read by this version's Streamlit").waitFor()
  await screenshot(console, "new-version-refused-by-server-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await findings.getByRole("button").last().click()
  await page.keyboard.press("Control+End")
  await page.keyboard.press("Backspace")
  await page.keyboard.press("Shift+Home")
  await page.keyboard.press("Delete")
  await refusal.waitFor({ state: "detached" })
  await create(page).click()
  await page.waitForURL(isVersionPage)
  await console.close()
})

for (const theme of ["light", "dark"] as const) {
  for (const width of [1280, 360]) {
    test(`in ${theme} at ${width} px it is accessible and stays in its frame`, async () => {
      const console = await stage.console({ theme, width })
      const { page } = console
      await stage.openNew(console, await stage.newModule(repository.url))
      await screenshot(console, `new-version-${theme}-${width}`)
      expect(await axeViolations(page)).toEqual([])
      await page.getByRole("button", { name: "Table" }).click()
      await screenshot(console, `new-version-table-${theme}-${width}`)
      expect(await axeViolations(page)).toEqual([])
      await page.getByText("Build options").click()
      await create(page).click()
      await page.getByRole("alert").first().waitFor()
      await screenshot(console, `new-version-open-${theme}-${width}`)
      expect(await axeViolations(page)).toEqual([])
      if (width === 360) await page.setViewportSize({ width: 320, height: 800 })
      expect(
        await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        ),
      ).toBeLessThanOrEqual(0)
      expect(console.troubles).toEqual([])
      expect(console.foreign).toEqual([])
      await console.close()
    })
  }
}
