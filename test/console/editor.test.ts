// The secrets editor in a real browser: references as whole things, pasting, dots, keys, the table, and its plain stand-in.
import { join } from "node:path"

import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { axeViolations } from "./axe-violations.ts"
import { paste, secretsText, typeValue, waitForEditor } from "./editor-page.ts"
import { buildConsole, type OpenConsole, openConsole, screenshot, signIn } from "./open-console.ts"

let server: ModkeepServer
let browser: Browser
let console: OpenConsole
let page: Page
let module = ""

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  const repository = await makeRepository(join(server.folder, "repositories", "editor"))
  await repository.commit(
    {
      "app.py": "import streamlit as st\nst.text(st.secrets.KEY)\n",
      "requirements.txt": "streamlit==1.40.2\n",
      ".streamlit/secrets.toml": 'KEY = ""\nOTHER = ""\n',
    },
    "2024-11-30T12:00:00Z",
  )
  const body = { name: "editor", repository: repository.url }
  module = (await server.client.call("modules.create", { body })).data.id
  const secrets = 'KEY = "one"\nOTHER = "two"\n'
  await server.client.call("versions.create", { params: { id: module }, body: { secrets } })
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})
beforeEach(async () => {
  console = await openConsole(browser, server)
  page = console.page
  await signIn(server, console)
  await page.goto(`/modules/${module}/new`)
  await waitForEditor(page)
})
afterEach(async () => {
  expect(console.troubles).toEqual([])
  await console.close()
})

const text = async () => await secretsText(page)

/** The caret directly behind the reference of the first line. */
async function behindFirst(): Promise<void> {
  await page.locator(".cm-line").first().click()
  await page.keyboard.press("Control+Home")
  await page.keyboard.press("End")
}

async function replaceAll(whole: string): Promise<void> {
  await page.locator(".cm-content").focus()
  await page.keyboard.press("Control+a")
  await page.keyboard.press("Delete")
  await page.keyboard.insertText(whole)
}

test("Backspace takes a stored value whole and leaves a blank; undo brings it back", async () => {
  expect(await text()).toBe("KEY = •••• kept\nOTHER = •••• kept\n")
  await behindFirst()
  await page.keyboard.press("Backspace")
  expect(await text()).toBe('KEY = ""\nOTHER = •••• kept\n')
  await page.keyboard.type("new")
  expect(await text()).toContain('KEY = "new"')
  for (let press = 0; press < 2; press += 1) await page.keyboard.press("Control+z")
  expect(await text()).toBe("KEY = •••• kept\nOTHER = •••• kept\n")
})

test("arrows pass over a stored value, typing on it begins a new one, a comment behind it does not", async () => {
  await behindFirst()
  await page.keyboard.press("ArrowLeft")
  await page.keyboard.type(" ")
  expect(await text()).toContain("KEY =  •••• kept")
  await page.keyboard.press("End")
  await page.keyboard.type(" # note")
  expect(await text()).toContain("•••• kept # note")
  await page.getByText("•••• kept").nth(1).dblclick()
  await page.keyboard.type("abc")
  expect(await text()).toContain('OTHER = "abc"')
  await behindFirst()
})

test("a raw value pasted over a stored one is quoted; .env is offered as TOML before anything is in the text", async () => {
  await page.getByText("•••• kept").first().dblclick()
  await paste(page, 'a"b\\c')
  expect(await text()).toContain(`KEY = 'a"b\\c'`)
  await page.keyboard.press("Control+End")
  await paste(page, 'export EXTRA="x"\nKEY=fresh\n')
  await page.getByText("What you pasted is a .env file with 2 keys").waitFor()
  await screenshot(console, "editor-paste-light-1280")
  expect(await axeViolations(page)).toEqual([])
  expect(await text()).not.toContain("EXTRA")
  await page.getByRole("button", { name: "Convert to TOML" }).click()
  await expect.poll(text).toBe('KEY = "fresh"\nOTHER = •••• kept\nEXTRA = "x"\n')
})

test("typed values are dots when nobody is at the text, and always when asked for", async () => {
  await page.getByText("•••• kept").first().dblclick()
  await page.keyboard.type("secret")
  const security = async () =>
    await page.evaluate(
      "getComputedStyle(document.querySelector('.mk-typed')).getPropertyValue('-webkit-text-security')",
    )
  await expect.poll(security).toBe("none")
  await page.getByLabel("Hide typed values").check()
  await page.locator(".cm-content").focus()
  await expect.poll(security).toBe("disc")
  await page.getByLabel("Hide typed values").uncheck()
  await page.getByRole("heading", { level: 1 }).click()
  await page.getByRole("textbox", { name: "Notes" }).focus()
  await expect.poll(security).toBe("disc")
})

test("F8 goes from problem to problem, Tab leaves, and the browser's helpers stay out", async () => {
  await replaceAll('KEY = ""\nB = "x"\nOTHER = ""\n')
  await page.getByText("2 errors.").waitFor()
  await page.keyboard.press("Control+Home")
  await page.keyboard.press("F8")
  await page.keyboard.type('"1"')
  await page.getByText("1 error.").waitFor()
  await page.keyboard.press("F8")
  await page.keyboard.type('"3"')
  expect(await text()).toBe('KEY = "1"\nB = "x"\nOTHER = "3"\n')
  await page.keyboard.press("Tab")
  expect(await page.evaluate("document.activeElement.className")).not.toContain("cm-content")
  const area = page.getByRole("textbox", { name: "Secrets of the new version" })
  for (const name of ["data-1p-ignore", "data-lpignore", "spellcheck", "autocorrect"])
    expect(await area.getAttribute(name)).not.toBeNull()
})

test("the table shows the same document and leads back to the text", async () => {
  await replaceAll('A = ""\n[db]\nuser = "u"\n')
  await page.getByRole("button", { name: "Table" }).click()
  const table = page.getByRole("table", { name: "Keys of the text" })
  await table.getByText("st.secrets.db.user").waitFor()
  expect(await table.getByRole("button", { name: 'Copy os.environ["A"]' }).count()).toBe(1)
  await table.getByRole("button", { name: "A", exact: true }).click()
  await page.keyboard.type("x")
  expect(await text()).toContain('A = "x"')
})

test("a name that the text lacks is offered while it is written; Enter writes it and waits for the value", async () => {
  await replaceAll('OTHER = "x"\n')
  await page.keyboard.type("ke")
  const list = page.getByRole("listbox", { name: "Suggestions" })
  const area = page.getByRole("textbox", { name: "Secrets of the new version" })
  await list.getByRole("option", { name: /^KEY needs a value · app\.py:2/ }).waitFor()
  const active = await area.getAttribute("aria-activedescendant")
  expect(await page.locator(`#${active}`).getAttribute("aria-selected")).toBe("true")
  expect(await area.getAttribute("aria-controls")).toBe(await list.getAttribute("id"))
  await screenshot(console, "editor-suggestions-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press("Enter")
  await list.waitFor({ state: "detached" })
  await page.keyboard.type("new")
  expect(await text()).toBe('OTHER = "x"\nKEY = "new"')
})

test("Esc closes the suggestions and nothing else; Ctrl+Space asks for them anew, also in a comment", async () => {
  await replaceAll("\n")
  const list = page.getByRole("listbox", { name: "Suggestions" })
  await page.evaluate(
    "document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') document.title = 'heard' })",
  )
  await page.keyboard.type("# @ty")
  await list.getByRole("option", { name: /^type=/ }).waitFor()
  await page.keyboard.press("Escape")
  await list.waitFor({ state: "detached" })
  expect(await text()).toBe("\n# @ty")
  expect(await page.title()).not.toBe("heard")
  await page.keyboard.press("Control+Space")
  await page.keyboard.press("Enter")
  await page.keyboard.press("ArrowDown")
  await page.keyboard.press("Enter")
  expect(await text()).toBe("\n# @type=email")
  await page.keyboard.press("Enter")
  await page.keyboard.type("KEY =")
  await list.getByRole("option", { name: '"" text' }).click()
  await page.keyboard.type("a@b.example")
  expect(await text()).toContain('# @type=email\nKEY = "a@b.example"')
  await page.keyboard.press("Escape")
  expect(await page.title()).toBe("heard")
})

test("at 360 px the suggestions lie inside the page and can be tapped", async () => {
  await page.setViewportSize({ width: 360, height: 800 })
  await replaceAll("[db]\n")
  await page.keyboard.press("Control+Space")
  const list = page.getByRole("listbox", { name: "Suggestions" })
  const box = await list.boundingBox()
  expect(box?.x).toBeGreaterThanOrEqual(0)
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360)
  await screenshot(console, "editor-suggestions-light-360")
  await list.getByRole("option", { name: /^OTHER above the sections/ }).click()
  await page.keyboard.type("x")
  expect(await text()).toBe('OTHER = "x"\n\n[db]\n')
})

test("characters that hide or reorder others are written out in text and names; spaces of a name stay", async () => {
  await replaceAll('"a  b" = "\u200Bx"\n"\u202Elive" = "y" # \u2066note\n"n\u00A0o" = ""\n')
  expect(await text()).toContain(
    '"a  b" = "⟨U+200B⟩x"\n"⟨U+202E⟩live" = "y" # ⟨U+2066⟩note\n"n⟨U+00A0⟩o"',
  )
  const variables = page.getByRole("region", { name: "Variables" })
  await variables.getByText("needs a value").first().waitFor()
  const shown = await variables.innerText()
  for (const name of ['"a  b"', '"⟨U+202E⟩live"', '"n⟨U+00A0⟩o"']) expect(shown).toContain(name)
  await screenshot(console, "editor-unseen-light-1280")
})

test("a whole session of typing, pasting, undoing and choosing breaks no rule of the page's policy", async () => {
  const violations = async () => await page.evaluate("violations.map(({ sample }) => sample)")
  await page.evaluate(
    "window.violations = []; document.addEventListener('securitypolicyviolation', (event) => violations.push(event))",
  )
  const area = page.locator(".cm-content")
  await area.focus()
  await page.keyboard.press("Control+a")
  await page.keyboard.type('# about\nKEY = "one" # note\n[db]\nport = 1\n')
  for (const key of ["Control+Home", "Shift+ArrowDown", "Shift+End"]) await page.keyboard.press(key)
  await page.keyboard.type("K")
  expect(await text()).toBe("K\n[db]\nport = 1\n")
  await page.keyboard.press("Control+a")
  await page.keyboard.insertText('KEY = "two"\n')
  await page.keyboard.press("Control+a")
  await paste(page, '# pasted\nKEY = "three"\nOTHER = ""\n')
  await page.keyboard.press("Control+a")
  await page.keyboard.press("Backspace")
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("Control+z")
  await page.keyboard.press("Control+Shift+z")
  await page.keyboard.press("Control+End")
  await page.keyboard.press("Control+Space")
  await page.keyboard.press("Escape")
  await page.keyboard.press("F8")
  await area.locator(".cm-line").first().dblclick()
  await page.keyboard.type("x")
  await page.getByLabel("Hide typed values").check()
  await page.getByRole("button", { name: "Table" }).click()
  await page.getByRole("button", { name: "Text", exact: true }).click()
  expect(await violations()).toEqual([])
})

test("a key whose comment asks for a generated value gets one, and the way to get another is a link", async () => {
  await replaceAll(
    '# @generate=hex32\nKEY = ""\n# @docs=https://platform.example/keys\nOTHER = ""\n# @docs=http://x.example\nC = ""\n',
  )
  const variables = page.getByRole("region", { name: "Variables" })
  const link = variables.getByRole("link", { name: "Where to get it" })
  await expect.poll(async () => await link.count()).toBe(1)
  expect(await link.getAttribute("href")).toBe("https://platform.example/keys")
  await screenshot(console, "editor-generate-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await variables.getByRole("button", { name: "Generate KEY" }).click()
  await expect.poll(text).toMatch(/KEY = "[0-9a-f]{64}"/)
})

test("1,000 keys are checked and listed, and what is typed among them is checked too", async () => {
  const many = Array.from({ length: 997 }, (_, n) => `KEY_${n} = "${n}"`).join("\n")
  await replaceAll(`KEY = "k"\nOTHER = "o"\n${many}\nLAST = ""`)
  await page.getByText("1 of 1000 needs a value").waitFor()
  await typeValue(page, "LAST", "abc")
  await page.getByText("No problems in the text.").waitFor()
  expect(await page.locator(".cm-line").last().textContent()).toBe('LAST = "abc"')
})

test("what is typed while the editor comes in place of the plain text area is all there, in order", async () => {
  let release: () => void = () => undefined
  const isReleased = new Promise<void>((resolve) => (release = resolve))
  await page.route("**/code-area-*.js", async (route) => {
    await isReleased
    await route.continue()
  })
  await page.goto(`/modules/${module}/new`)
  const area = page.getByRole("textbox", { name: "Secrets of the new version" })
  await area.click()
  expect(await page.evaluate("document.activeElement.tagName")).toBe("TEXTAREA")
  await page.keyboard.press("ControlOrMeta+a")
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
  let typed = "abc"
  await page.keyboard.type(typed)
  release()
  // Each time the letters are typed without a pause, so that the editor comes between two of them.
  do {
    await page.keyboard.type(letters)
    typed += letters
  } while ((await page.locator(".cm-content").count()) === 0)
  expect(await text()).toBe(typed)
  await page.unroute("**/code-area-*.js")
})

test("where the editor cannot be loaded the plain text area holds the same text and checks", async () => {
  await page.route("**/code-area-*.js", async (route) => await route.abort())
  await page.goto(`/modules/${module}/new`)
  const area = page.getByRole("textbox", { name: "Secrets of the new version" })
  await area.waitFor()
  expect(await area.inputValue()).toMatch(/^KEY = "<kept:[0-9a-f]{8}>"\nOTHER = /)
  await area.fill('KEY = ""\n')
  await page.getByText("KEY has no value").first().waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page
    .getByRole("region", { name: "Variables" })
    .getByRole("button", { name: /^KEY/ })
    .click()
  await expect
    .poll(async () => await page.evaluate("document.activeElement.tagName"))
    .toBe("TEXTAREA")
  await page.keyboard.type("typed")
  expect(await area.inputValue()).toBe('KEY = "typed"\n')
})
