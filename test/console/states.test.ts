// Every page while its data is on the way, when it cannot be had, and with nothing to show: in every view accessible and whole, and
// the way on is there. The network is really slow and really broken.
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type HttpRelay, openRelay } from "../support/http-relay.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { faultsInEveryView } from "./every-view.ts"
import { buildConsole, type OpenConsole, openConsole, signInAsOperator } from "./open-console.ts"
import { pages } from "./pages.ts"
import { setStage, type Stage } from "./stage.ts"

/** All but who is signed in: without that there is no page at all. */
const data = /^\/api\/v1\/(?!me$|session)/

let relay: HttpRelay
let server: ModkeepServer
let browser: Browser
let stage: Stage
let console: OpenConsole
let page: Page

beforeAll(async () => {
  buildConsole()
  relay = await openRelay()
  server = await startServer({ settings: { MODKEEP_PUBLIC_URL: relay.origin } })
  relay.target = server.port
  browser = await openChromium()
  console = await openConsole(browser, server, { origin: relay.origin })
  page = console.page
  page.setDefaultTimeout(10_000)
  await signInAsOperator(server, console)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
  await relay.close()
})

/** What a test that failed left behind is no other one's trouble. */
beforeEach(() => {
  relay.release()
  relay.reset(undefined)
})

const isSettled = "document.querySelector('[aria-busy=true]') === null"
const heading = (name: string) => page.getByRole("heading", { level: 1, name }).waitFor()

describe("on a server with nothing on it", () => {
  test.each([
    ["/modules", "Modules"],
    ["/apps", "Apps"],
    ["/people", "People"],
    ["/tokens", "Tokens"],
    ["/me", "Your account"],
    ["/operator/people", "Operator"],
    ["/audit?action=module.delete", "Audit"],
  ])("%s says the next step", async (path, name) => {
    await page.goto(path)
    await heading(name)
    await expect.poll(async () => await page.evaluate(isSettled)).toBe(true)
    expect(await faultsInEveryView(page)).toEqual([])
  })
})

describe("on a server in use", () => {
  beforeAll(async () => {
    stage = await setStage(server)
  })

  const loaded = pages.filter(
    ({ name }) => !["module-new", "not-found", "me", "operator-people"].includes(name),
  )

  test.each(loaded)("$name shows that it waits, and then itself", async (shown) => {
    relay.hold(data)
    await page.goto(shown.path(stage))
    await page.getByRole("status", { name: /^Loading/ }).waitFor()
    expect(await faultsInEveryView(page)).toEqual([])
    relay.release()
    await heading(shown.heading(stage))
  })

  // The people of an owner are a part of their page, below.
  test.each(loaded.filter(({ name }) => name !== "people"))(
    "$name says what failed, keeps the menu, and comes at a press",
    async (shown) => {
      relay.reset(data)
      await page.goto(shown.path(stage))
      await heading("This page cannot be shown")
      await page.getByText("The server does not answer").waitFor()
      expect(await faultsInEveryView(page)).toEqual([])
      expect(await page.getByRole("link", { name: "Modules" }).first().isVisible()).toBe(true)
      relay.reset(undefined)
      await page.getByRole("button", { name: "Retry" }).click()
      await heading(shown.heading(stage))
    },
  )

  test("on the way from page to page the old one stays until the new one is there, and says so", async () => {
    await page.goto("/audit")
    await heading("Audit")
    relay.hold(data)
    const menu = page.getByRole("navigation", { name: "Main" })
    await menu.getByRole("link", { name: "Apps" }).click()
    await page.getByRole("status", { name: "Loading the page" }).waitFor()
    await heading("Audit")
    expect(await faultsInEveryView(page)).toEqual([])
    relay.release()
    await heading("Apps")
  })

  const parts: readonly (readonly [string, RegExp, (stage: Stage) => string])[] = [
    ["the people of an owner", /\/members/, () => "/people"],
    [
      "what an install is signed in with",
      /\/auth$/,
      ({ install }) => `/installs/${install}/overview`,
    ],
    [
      "the installs of a version",
      /\/installs\?/,
      ({ module }) => `/modules/${module}/v/1/overview`,
    ],
    ["a version's keys", /\/keys/, ({ app, version }) => `/apps/${app}/install?version=${version}`],
  ]

  test.each(parts)("%s is waited for, and mended, in its own place", async (_, path, at) => {
    relay.hold(path)
    await page.goto(at(stage))
    await page.getByRole("heading", { level: 1 }).waitFor()
    await page.getByRole("status", { name: "Loading", exact: true }).waitFor()
    expect(await faultsInEveryView(page)).toEqual([])
    relay.release()
    await page.getByRole("status", { name: "Loading", exact: true }).waitFor({ state: "detached" })
    relay.reset(path)
    await page.reload()
    await page.getByRole("alert").getByText("unreachable").waitFor()
    expect(await faultsInEveryView(page)).toEqual([])
    relay.reset(undefined)
    await page.getByRole("button", { name: "Retry" }).click()
    await page.getByRole("alert").getByText("unreachable").waitFor({ state: "detached" })
    expect(console.troubles).toEqual([])
  })
})
