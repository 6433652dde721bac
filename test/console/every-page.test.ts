// Every page of the console, light and dark, wide and narrow: no accessibility fault, no policy violation, no foreign request,
// no sideways scroll; and a screenshot of each below .cache/screenshots.
//
// A new page is a line in `pages.ts`.
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import { addressOf, consoleRoutes } from "./console-routes.ts"
import {
  buildConsole,
  type OpenConsole,
  openConsole,
  screenshot,
  signInAsOperator,
} from "./open-console.ts"
import { pages } from "./pages.ts"
import { setStage, type Stage } from "./stage.ts"
import { views } from "./views.ts"

let server: ModkeepServer
let browser: Browser
let stage: Stage

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  stage = await setStage(server)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

test("every address of the router is among the pages", () => {
  const path = (address: string) => address.split("?")[0]
  const shown = pages.map((page) => path(page.path(stage)))
  const addresses = consoleRoutes.map((route) => path(addressOf(route, stage)))
  expect(addresses.length).toBeGreaterThan(20)
  expect(addresses.filter((address) => !shown.includes(address))).toEqual([])
})

describe.each(views)("$theme at $width px", (view) => {
  let console: OpenConsole

  beforeAll(async () => {
    console = await openConsole(browser, server, view)
    await signInAsOperator(server, console)
  })
  afterAll(async () => {
    await console.close()
  })

  test.each(pages)("$name has one heading, is accessible and stays in its frame", async (shown) => {
    const { page, troubles, foreign } = console
    await page.goto(shown.path(stage))
    await page.getByRole("heading", { level: 1, name: shown.heading(stage) }).waitFor()
    expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1)
    await screenshot(console, `${shown.name}-${view.theme}-${view.width}`)
    expect(await axeViolations(page)).toEqual([])
    await strain(console, view.width)
    expect(await overflow(console)).toBeLessThanOrEqual(0)
    await page.setViewportSize({ width: view.width, height: 800 })
    expect(troubles).toEqual([])
    expect(foreign).toEqual([])
  })

  test("the sign-in page is accessible, with a link and without", async () => {
    const visitor = await openConsole(browser, server, view)
    for (const path of ["/sign-in", "/sign-in?link=abc"]) {
      await visitor.page.goto(path)
      await visitor.page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor()
      expect(await axeViolations(visitor.page)).toEqual([])
      expect(await overflow(visitor)).toBeLessThanOrEqual(0)
    }
    await visitor.page.goto("/sign-in")
    await visitor.page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor()
    await screenshot(visitor, `sign-in-${view.theme}-${view.width}`)
    expect(visitor.troubles).toEqual([])
    await visitor.close()
  })
})

/** Narrow pages get narrower still, wide ones text of twice the size. The next page starts afresh. */
async function strain({ page }: OpenConsole, width: number): Promise<void> {
  if (width === 360) await page.setViewportSize({ width: 320, height: 800 })
  else await page.evaluate("document.documentElement.style.fontSize = '200%'")
}

/** By how much the page is wider than the window. */
async function overflow({ page }: OpenConsole): Promise<number> {
  return await page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  )
}
