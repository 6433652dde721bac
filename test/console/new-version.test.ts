// The page "New version", by what a person sees and does: from a pasted address to a created version, and all that may go otherwise.
import { join } from "node:path"

import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { axeViolations } from "./axe-violations.ts"
import { paste, secretsText, typeValue, waitForEditor } from "./editor-page.ts"
import { buildConsole, type OpenConsole, openConsole, screenshot, signIn } from "./open-console.ts"

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
const code =
  'import streamlit as st\nst.text(st.secrets.OPENAI_API_KEY)\nst.text(st.secrets["REGION"])\n'
const requirements = { "requirements.txt": "streamlit==1.40.2\n" }

let server: ModkeepServer
let browser: Browser
let repository: Awaited<ReturnType<typeof makeRepository>>
let folders = 0
let modules = 0

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  repository = await repositoryWith({ "app.py": code, ".streamlit/secrets.toml": template })
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

async function repositoryWith(files: Readonly<Record<string, string>>) {
  const made = await makeRepository(join(server.folder, "repositories", `r${(folders += 1)}`))
  await made.commit({ ...requirements, ...files }, "2024-11-30T12:00:00Z")
  return made
}

async function newModule(url = repository.url): Promise<string> {
  const body = { name: `assistant ${(modules += 1)}`, repository: url }
  return (await server.client.call("modules.create", { body })).data.id
}

async function openNew(console: OpenConsole, module: string): Promise<void> {
  await console.page.goto(`/modules/${module}/new`)
  await waitForEditor(console.page)
}

const create = (page: Page) => page.getByRole("button", { name: /^Create version/ })
const isVersionPage = (url: URL) => /\/v\/\d+\/overview$/.test(url.pathname)

test("from a pasted address to a version: the blanks are refused with their places, then filled and stored", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
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
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  const module = await newModule()
  await openNew(console, module)
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
  const version = (await server.client.call("versions.list", { params: { id: module } })).data
    .items[0]
  const asked = { params: { id: version?.id ?? "" }, body: { path: "db.password", reason: "test" } }
  const { data } = await server.client.call("versions.secrets.reveal", asked)
  expect(data.value).toBe(`"${canary}"`)
  await console.close()
})

const keptByBrowser = `(async () => JSON.stringify([
  { ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href,
  await caches.keys(), (await indexedDB.databases()).map(({ name }) => name),
]))()`

test("the next version starts from the values of the latest: kept, renamed, replaced, and the template's news first", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  const made = await repositoryWith({
    "app.py": code,
    ".streamlit/secrets.toml": 'OPENAI_API_KEY = ""\nDB_PASS = ""\nOLD = ""\n',
  })
  const module = await newModule(made.url)
  const secrets = 'OPENAI_API_KEY = "one"\nDB_PASS = "two"\nOLD = "three"\n'
  await server.client.call("versions.create", { params: { id: module }, body: { secrets } })
  const next = 'OPENAI_API_KEY = ""\nDB_PASSWORD = ""\nREGION = ""\n'
  await made.commit({ ".streamlit/secrets.toml": next }, "2024-12-01T12:00:00Z")
  await openNew(console, module)
  await page.getByText("The template has changed since the latest version").waitFor()
  await screenshot(console, "new-version-carried-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole("button", { name: "Carry its value over" }).click()
  await expect.poll(async () => await page.getByText("•••• kept").count()).toBe(2)
  await typeValue(page, "REGION", "eu")
  await create(page).click()
  await page.waitForURL(isVersionPage)
  const { items } = (await server.client.call("versions.list", { params: { id: module } })).data
  const reveal = async (path: string) => {
    const input = { params: { id: items[0]?.id ?? "" }, body: { path, reason: "test" } }
    return (await server.client.call("versions.secrets.reveal", input)).data.value
  }
  expect(await reveal("OPENAI_API_KEY")).toBe('"one"')
  expect(await reveal("DB_PASSWORD")).toBe('"two"')
  await console.close()
})

test("a key that the module does not need is taken out and confirmed; one that each install brings may stay blank", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  const module = await newModule()
  await openNew(console, module)
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
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await openNew(console, await newModule())
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
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await openNew(console, await newModule())
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

test("a commit that cannot be read is said in its place, and the text of a person outlives another reading", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  const made = await repositoryWith({ "app.py": code, ".streamlit/secrets.toml": template })
  await openNew(console, await newModule(made.url))
  await typeValue(page, "OPENAI_API_KEY", canary)
  const at = page.getByRole("textbox", { name: /^Branch, tag, commit/ })
  await at.fill("no-such-branch")
  await page.getByRole("button", { name: "Read again" }).click()
  await page.getByRole("alert").getByText("git.ref_not_found").waitFor()
  expect(await secretsText(page)).toContain(canary)
  await made.commit({ ".streamlit/secrets.toml": 'OTHER = ""\n' }, "2024-12-02T12:00:00Z")
  await at.fill("")
  await page.getByRole("button", { name: "Read again" }).click()
  await page.getByText("The text below is yours and was not touched").waitFor()
  expect(await secretsText(page)).toContain(canary)
  await page.getByRole("button", { name: "Start again from that template" }).click()
  await expect.poll(async () => await secretsText(page)).toContain("OTHER")
  await console.close()
})

test("a reading that takes long says what it does and can be cancelled", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await page.route("**/api/v1/templates", async () => {
    // Never answered: the person cancels.
  })
  await page.goto(`/modules/${await newModule()}/new`)
  await page.getByText("Scanning the code").waitFor()
  await screenshot(console, "new-version-reading-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole("button", { name: "Cancel" }).click()
  await page.getByText("Scanning the code").waitFor({ state: "hidden" })
  await page.unroute("**/api/v1/templates")
  await page.getByRole("button", { name: "Read the commit" }).click()
  await waitForEditor(page)
  await console.close()
})

test("without a template the skeleton of what the code reads is offered; a credential in Git is left blank and warned of", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  const bare = await repositoryWith({ "app.py": code })
  await openNew(console, await newModule(bare.url))
  await screenshot(console, "new-version-no-template-light-1280")
  await page.getByRole("button", { name: "Start with the keys that the code reads" }).click()
  await expect.poll(async () => await secretsText(page)).toContain('REGION = ""')
  const leaked = `sk-${"aB3dE6gH".repeat(6)}`
  const leaky = await repositoryWith({
    "app.py": code,
    ".streamlit/secrets.toml": `OPENAI_API_KEY = "${leaked}"\n`,
  })
  await openNew(console, await newModule(leaky.url))
  await page.getByRole("alert").getByText("in the repository's template looks like").waitFor()
  expect(await secretsText(page)).toContain('OPENAI_API_KEY = ""')
  expect(await page.content()).not.toContain(leaked)
  await screenshot(console, "new-version-credential-in-git-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await console.close()
})

test("a template with mistakes is still the text to start from, with every mistake at its place", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  const broken = await repositoryWith({
    "app.py": code,
    ".streamlit/secrets.toml": 'A = ""\nB = \nA = "twice"\n',
  })
  await openNew(console, await newModule(broken.url))
  const findings = page.getByRole("list", { name: "Findings in the text" })
  await findings.getByText("A has no value").waitFor()
  await findings.getByText("A is defined twice").waitFor()
  expect(await findings.getByText(/^Error line 2/).count()).toBe(1)
  await create(page).click()
  await page.getByRole("alert").filter({ hasText: "was not created" }).waitFor()
  await console.close()
})

test("a private repository is given an access token or a deploy key on the spot, and the token stays nowhere", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  const problem = {
    ...{ type: "about:blank", title: "The repository refuses access", status: 422, requestId: "r" },
    ...{ code: "git.access_denied", detail: "The repository refuses access without a credential." },
  }
  await page.route("**/api/v1/templates", async (route) => {
    const contentType = "application/problem+json"
    await route.fulfill({ status: 422, contentType, body: JSON.stringify(problem) })
  })
  const byToken = await newModule("https://github.com/modkeep-tests/private")
  await page.goto(`/modules/${byToken}/new`)
  await page.getByLabel("Access token").fill(canary)
  await screenshot(console, "new-version-private-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole("button", { name: "Store the token and read again" }).click()
  await expect.poll(async () => await page.getByLabel("Access token").inputValue()).toBe("")
  const { data } = await server.client.call("modules.get", { params: { id: byToken } })
  expect(data.credential?.kind).toBe("https-token")
  expect(await page.content()).not.toContain(canary)
  const byKey = await newModule("git@github.com:modkeep-tests/private.git")
  await page.goto(`/modules/${byKey}/new`)
  await page.getByRole("button", { name: "Make a deploy key" }).click()
  await page.getByText(/^ssh-ed25519 /).waitFor()
  await page.unroute("**/api/v1/templates")
  await console.close()
})

test("pressing twice makes one version; Ctrl+S in the text is the same as the button", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  const module = await newModule()
  await openNew(console, module)
  await typeValue(page, "OPENAI_API_KEY", "x")
  await page.keyboard.press("Control+s")
  await page.getByRole("alert").getByText("db.password has no value").waitFor()
  await typeValue(page, "db.password", "x")
  await page.getByRole("button", { name: "Create version", exact: true }).dblclick()
  await page.waitForURL(isVersionPage)
  const { items } = (await server.client.call("versions.list", { params: { id: module } })).data
  expect(items.length).toBe(1)
  await console.close()
})

test("what only the server knows about the text is said in its place, until the text is another one", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await openNew(console, await newModule())
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
      const console = await openConsole(browser, server, { theme, width })
      const { page } = console
      await signIn(server, console)
      await openNew(console, await newModule())
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
