// Every page of the console, light and dark, wide and narrow: no accessibility fault, no policy violation, no foreign request,
// no sideways scroll; and a screenshot of each below .cache/screenshots.
//
// A new page is a line in `pages`.
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import { buildConsole, type OpenConsole, openConsole, screenshot, signIn } from "./open-console.ts"
import { setStage, type Stage } from "./stage.ts"

interface ConsolePage {
  readonly name: string
  readonly path: (stage: Stage) => string
  readonly heading: string | RegExp
}

const pages: readonly ConsolePage[] = [
  { name: "modules", path: () => "/modules", heading: "Modules" },
  {
    name: "module-new",
    path: () => "/modules/new?git=https://github.com/you/it",
    heading: "New module",
  },
  { name: "module", path: ({ module }) => `/modules/${module}`, heading: "sales-dashboard" },
  {
    name: "module-empty",
    path: ({ emptyModule }) => `/modules/${emptyModule}`,
    heading: "not deployed yet",
  },
  {
    name: "module-hostile-name",
    path: ({ hostileModule }) => `/modules/${hostileModule}`,
    heading: /^<img src=x/,
  },
  { name: "apps", path: () => "/apps", heading: "Apps" },
  { name: "app", path: ({ app }) => `/apps/${app}`, heading: "Team app" },
  { name: "app-empty", path: ({ emptyApp }) => `/apps/${emptyApp}`, heading: "Empty app" },
  {
    name: "app-install",
    path: ({ app, version }) => `/apps/${app}/install?version=${version}`,
    heading: "Install a module",
  },
  { name: "people", path: () => "/people", heading: "People" },
  { name: "tokens", path: () => "/tokens", heading: "Tokens" },
  { name: "me", path: () => "/me", heading: "Your account" },
  { name: "audit", path: () => "/audit", heading: "Audit" },
  {
    name: "version-overview",
    path: ({ module }) => `/modules/${module}/v/1/overview`,
    heading: "Version 1",
  },
  {
    name: "version-secrets",
    path: ({ module }) => `/modules/${module}/v/1/secrets`,
    heading: "Version 1",
  },
  {
    name: "version-revisions",
    path: ({ module }) => `/modules/${module}/v/1/revisions`,
    heading: "Version 1",
  },
  {
    name: "install-overview",
    path: ({ install }) => `/installs/${install}/overview`,
    heading: "Sales, Europe",
  },
  {
    name: "install-settings",
    path: ({ install }) => `/installs/${install}/settings`,
    heading: "Sales, Europe",
  },
  {
    name: "install-revisions",
    path: ({ install }) => `/installs/${install}/revisions`,
    heading: "Sales, Europe",
  },
  {
    name: "install-logs",
    path: ({ install }) => `/installs/${install}/logs`,
    heading: "Sales, Europe",
  },
  {
    name: "install-activity",
    path: ({ install }) => `/installs/${install}/activity`,
    heading: "Sales, Europe",
  },
  {
    name: "install-upgrade",
    path: ({ install }) => `/installs/${install}/upgrade`,
    heading: "Sales, Europe",
  },
  { name: "not-found", path: () => "/nothing/here", heading: "Not found" },
  {
    name: "module-not-found",
    path: () => "/modules/mod_00000000000000000000000000",
    heading: "Not found",
  },
]

const views = [
  { theme: "light", width: 1280 },
  { theme: "dark", width: 1280 },
  { theme: "light", width: 360 },
  { theme: "dark", width: 360 },
] as const

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

describe.each(views)("$theme at $width px", (view) => {
  let console: OpenConsole

  beforeAll(async () => {
    console = await openConsole(browser, server, view)
    await signIn(server, console)
  })
  afterAll(async () => {
    await console.close()
  })

  test.each(pages)("$name has one heading, is accessible and stays in its frame", async (shown) => {
    const { page, troubles, foreign } = console
    await page.goto(shown.path(stage))
    await page.getByRole("heading", { level: 1, name: shown.heading }).waitFor()
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
