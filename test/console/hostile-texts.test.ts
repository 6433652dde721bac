// Whatever a person, a repository or a module writes is text on every page: nothing runs, nothing reorders its neighbours, nothing
// breaks the page. The same pages are those with long content: they are as accessible as the others.
import { execFileSync } from "node:child_process"
import { join } from "node:path"

import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import { isSettled, overlaps, unseenTexts, watch } from "./hostile-looks.ts"
import { payloads, setHostileStage } from "./hostile-stage.ts"
import {
  buildConsole,
  type OpenConsole,
  openConsole,
  screenshot,
  signInAsOperator,
} from "./open-console.ts"
import { pages } from "./pages.ts"
import type { Stage } from "./stage.ts"
import { views } from "./views.ts"

let server: ModkeepServer
let browser: Browser
let stage: Stage

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  stage = await setHostileStage(server)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

describe.each(views)("$theme at $width px", (view) => {
  let console: OpenConsole
  /** What ran, was asked or was refused because of a text. */
  const happened: string[] = []

  beforeAll(async () => {
    console = await openConsole(browser, server, view)
    console.page.setDefaultTimeout(10_000)
    await watch(console.page, happened)
    await signInAsOperator(server, console)
  })
  afterAll(async () => {
    await console.close()
  })

  test.each(pages)("$name shows hostile texts as texts, and stays whole", async (shown) => {
    const { page, troubles, foreign } = console
    for (const list of [happened, troubles, foreign]) list.length = 0
    await page.goto(shown.path(stage))
    await page.getByRole("heading", { level: 1 }).waitFor()
    await expect.poll(async () => await page.evaluate(isSettled)).toBe(true)
    await screenshot(console, `hostile-${shown.name}-${view.theme}-${view.width}`)
    expect(await page.evaluate(unseenTexts)).toEqual([])
    expect(await page.evaluate(overlaps)).toEqual([])
    expect(await axeViolations(page)).toEqual([])
    if (view.width === 360) await page.setViewportSize({ width: 320, height: 800 })
    expect(
      await page.evaluate("document.documentElement.scrollWidth - innerWidth"),
    ).toBeLessThanOrEqual(0)
    await page.setViewportSize({ width: view.width, height: 800 })
    expect(happened).toEqual([])
    expect(troubles).toEqual([])
    expect(foreign).toEqual([])
  })

  test("the watch itself is awake: what a text would do is seen", async () => {
    const { page } = console
    await page.goto("/modules")
    await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
    await page.evaluate("canary()")
    await page.evaluate(
      "document.body.append(document.createElement('iframe')); document.body.lastChild.src = 'https://evil.example'",
    )
    await expect.poll(() => happened.map((what) => what.split(" ")[0])).toEqual(["ran", "refused"])
    expect(await page.evaluate(`document.body.append("\\u202E"), ${unseenTexts}`)).toHaveLength(1)
  })
})

test("the pages did show the texts that were to be shown", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signInAsOperator(server, console)
  for (const path of [`/modules/${stage.module}`, `/installs/${stage.install}/logs`, "/audit"]) {
    await page.goto(path)
    const text = page.getByText(payloads[0]).first()
    await text.waitFor()
    expect(await text.isVisible()).toBe(true)
  }
  await console.close()
})

test("what is refused says the text that it is about as a text too, beside a field and in an error", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signInAsOperator(server, console)
  const repository = join(server.folder, "repositories", "W".repeat(200))
  execFileSync("git", ["branch", "\u202Ehcnarb"], { cwd: repository })
  await page.goto(`/modules/${stage.module}/new?at=nosuch`)
  const error = page.getByRole("alert").filter({ hasText: "git.ref_not_found" })
  await error.getByText("⟨U+202E⟩hcnarb").waitFor()
  expect(await page.evaluate(unseenTexts)).toEqual([])
  await page.goto(`/installs/${stage.install}/settings`)
  await page.getByRole("textbox", { name: "Name of the install" }).fill("another")
  await page.getByRole("button", { name: "Delete install" }).click()
  await page.getByText(/⟨U\+202E⟩.* exactly as it is written/).waitFor()
  expect(await page.evaluate(unseenTexts)).toEqual([])
  await console.close()
})
