// Every page for eyes and hands of all kinds: the colours of the system alone, no motion, narrow, and letters of twice the size.
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { addressOf, consoleRoutes } from "./console-routes.ts"
import {
  buildConsole,
  firstPersonsLink,
  type OpenConsole,
  openConsole,
  putOffAccount,
  screenshot,
} from "./open-console.ts"
import { moving, sticksOut, mismarked, unseenFocus } from "./page-looks.ts"
import { watchRequests } from "./settled.ts"
import { setStage, type Stage } from "./stage.ts"

let server: ModkeepServer
let browser: Browser
let stage: Stage
let console: OpenConsole
let page: Page
let settled: () => Promise<void>

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  stage = await setStage(server)
  console = await openConsole(browser, server)
  page = console.page
  settled = watchRequests(page)
  // The first person is the operator: every page opens.
  await page.goto(await firstPersonsLink(server))
  await page.getByRole("button", { name: "Sign in" }).click()
  await putOffAccount(page)
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

async function open(route: string): Promise<void> {
  await page.goto(addressOf(route, stage))
  await page.getByRole("heading", { level: 1 }).waitFor()
  await settled()
}

test.each(consoleRoutes)(
  "%s has one current place in the rail, and one page at most",
  async (route) => {
    await open(route)
    expect(await page.locator("header [aria-current]:visible").count()).toBe(1)
    expect(await page.locator('[aria-current="page"]:visible').count()).toBeLessThanOrEqual(1)
  },
)

test.each(consoleRoutes)(
  "%s in forced colours draws what is current and what has focus by lines, and nothing moves",
  async (route) => {
    await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" })
    await open(route)
    await screenshot(console, `forced${route.replaceAll(/[/:]+/g, "-")}-1280`)
    expect(await page.evaluate(mismarked)).toEqual([])
    expect(await page.evaluate(moving)).toEqual([])
    for (let press = 0; press < 12; press += 1) {
      await page.keyboard.press("Tab")
      expect(await page.evaluate(unseenFocus)).toEqual([])
    }
    await page.emulateMedia({ forcedColors: "none", reducedMotion: "reduce" })
  },
)

const sizes = [
  { width: 320, text: "100%" },
  { width: 360, text: "200%" },
  // With the rail beside it a page has the least room here.
  { width: 721, text: "100%" },
  { width: 900, text: "100%" },
  { width: 1280, text: "200%" },
] as const

test.each(consoleRoutes)("%s never scrolls sideways, narrow or with large text", async (route) => {
  await open(route)
  for (const { width, text } of sizes) {
    await page.setViewportSize({ width, height: 800 })
    await page.evaluate(`document.documentElement.style.fontSize = "${text}"`)
    expect(await page.evaluate(sticksOut), `${width} px, ${text}`).toEqual([])
    if (text === "200%")
      await screenshot(console, `large${route.replaceAll(/[/:]+/g, "-")}-${width}`)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
})
