// The frame of the console: signing in and out, getting about by keyboard, what the server sends along, what stays nowhere.
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import {
  buildConsole,
  openConsole,
  putOffAccount,
  screenshot,
  shareSession,
  signIn,
  signInByForm,
  signInLink,
} from "./open-console.ts"

let server: ModkeepServer
let browser: Browser

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

test("the link of the first start signs in once, leads to the empty console and leaves the history", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  const link = /sign in +(\S+)/.exec(server.output)?.[1] ?? ""
  await page.goto(link)
  await page.getByRole("button", { name: "Sign in" }).click()
  await putOffAccount(page)
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
  expect(await page.getByRole("textbox", { name: "Git address" }).isVisible()).toBe(true)
  await screenshot(console, "first-visit-light-1280")
  expect(await axeViolations(page)).toEqual([])
  await page.goBack()
  expect(page.url()).not.toContain("link=")
  await page.goto(link)
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.getByRole("alert").getByText("sign_in.link_spent").waitFor()
  expect(await page.getByRole("textbox", { name: "Sign-in link" }).isVisible()).toBe(true)
  expect(console.troubles).toEqual([])
  await console.close()
})

test("a visitor comes back to the page that was asked for, with its place", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await page.goto("/apps?cursor=x")
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor()
  await page.getByRole("textbox", { name: "Sign-in link" }).fill(await signInLink(server))
  await page.keyboard.press("Enter")
  await putOffAccount(page)
  await page.waitForURL((url) => url.pathname === "/apps")
  expect(new URL(page.url()).search).toBe("?cursor=x")
  await console.close()
})

test("signing in from another site is refused, whatever link it has", async () => {
  const link = await signInLink(server)
  for (const origin of [undefined, "null", "https://evil.example"]) {
    const answer = await fetch(`${server.origin}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(origin === undefined ? {} : { origin }) },
      body: JSON.stringify({ link }),
    })
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null])
  }
})

test("keyboard alone signs in, skips the rail and gets about; focus is on the new page's heading", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await page.goto(await signInLink(server))
  await page.getByRole("button", { name: "Sign in" }).focus()
  await page.keyboard.press("Enter")
  await page.getByRole("button", { name: "Not now" }).focus()
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
  await shareSession(server, console)
  await page.reload()
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
  await page.keyboard.press("Tab")
  expect(await focused(page)).toBe("Skip to the page")
  await page.keyboard.press("Tab")
  expect(await focused(page)).toBe("Modules")
  await page.keyboard.press("Tab")
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { level: 1, name: "Apps" }).waitFor()
  expect(await focused(page)).toBe("Apps")
  expect(await page.title()).toBe("Apps · Modkeep")
  await page.goBack()
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
  expect(await focused(page)).toBe("Modules")
  await console.close()
})

test("at 360 px the menu is a sheet that Esc closes and that gives focus back", async () => {
  const console = await openConsole(browser, server, { width: 360 })
  const { page } = console
  await signIn(server, console)
  await page.getByRole("button", { name: "Menu", exact: true }).click()
  const sheet = page.getByRole("dialog", { name: "Menu" })
  await sheet.waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "menu-light-360")
  await page.keyboard.press("Escape")
  await sheet.waitFor({ state: "hidden" })
  expect(await focused(page)).toBe("Menu")
  await page.keyboard.press("Enter")
  await sheet.getByRole("link", { name: "Apps" }).click()
  await page.getByRole("heading", { level: 1, name: "Apps" }).waitFor()
  await sheet.waitFor({ state: "hidden" })
  await console.close()
})

test("a button with a problem is not disabled: it says what is missing, at its field", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await page.goto("/apps")
  const create = page.getByRole("button", { name: "Create app" })
  await create.click()
  const name = page.getByRole("textbox", { name: "Name of the new app" })
  expect(await name.getAttribute("aria-invalid")).toBe("true")
  await page.getByText("Give the app a name").waitFor()
  await name.fill("Team app")
  await create.click()
  await page.getByRole("heading", { level: 1, name: "Team app" }).waitFor()
  await page.goto("/apps")
  await name.fill("Team app")
  await create.click()
  await page.getByRole("alert").getByText("app.name_taken").waitFor()
  expect(await name.inputValue()).toBe("Team app")
  await console.close()
})

test("what fails stays in its place with its code, and Retry mends it", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await page.route("**/api/v1/apps*", async (route) => await route.abort())
  await page.getByRole("link", { name: "Apps" }).click()
  await page.getByRole("heading", { level: 1, name: "This page cannot be shown" }).waitFor()
  await page.getByText("unreachable").waitFor()
  expect(await page.getByRole("link", { name: "Modules" }).first().isVisible()).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "unreachable-light-1280")
  await page.unroute("**/api/v1/apps*")
  await page.getByRole("button", { name: "Retry" }).click()
  await page.getByRole("heading", { level: 1, name: "Apps" }).waitFor()
  await console.close()
})

test("signing out ends the session on the server, and the browser has kept nothing", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signInByForm(server, console)
  const kept =
    "JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage), document.cookie])"
  expect(await page.evaluate(kept)).toBe('[[],[],""]')
  const cookies = await page.context().cookies()
  expect(cookies).toMatchObject([
    { name: "__Host-modkeep-console", httpOnly: true, secure: true, sameSite: "Lax" },
  ])
  await page.getByRole("button", { name: "Sign out" }).click()
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor()
  const cookie = `${cookies[0]?.name}=${cookies[0]?.value}`
  const answer = await fetch(`${server.origin}/api/v1/me`, { headers: { cookie } })
  expect(answer.status).toBe(401)
  await console.close()
})

test("the page comes with a policy of its own nonce, and its files are compressed and kept", async () => {
  const headers = { accept: "text/html" }
  const first = await fetch(`${server.origin}/modules`, { headers })
  const second = await fetch(`${server.origin}/modules`, { headers })
  const nonceOf = (answer: Response) =>
    /'nonce-([^']+)'/.exec(answer.headers.get("content-security-policy") ?? "")?.[1] ?? ""
  expect(nonceOf(first)).not.toBe(nonceOf(second))
  const page = await first.text()
  expect(page).toContain(`nonce="${nonceOf(first)}"`)
  expect(page).not.toContain("__CSP_NONCE__")
  const policy = first.headers.get("content-security-policy") ?? ""
  for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "trusted-types 'none'"])
    expect(policy).toContain(rule)
  expect(policy).not.toContain("unsafe")
  expect(Object.fromEntries(first.headers)).toMatchObject({
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  })
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? ""
  const file = await fetch(`${server.origin}${script}`, { headers: { "accept-encoding": "br" } })
  expect(file.headers.get("content-encoding")).toBe("br")
  expect(file.headers.get("cache-control")).toContain("immutable")
})

test("the API's own addresses stay the API's, also for a browser", async () => {
  const headers = { accept: "text/html,*/*" }
  for (const path of ["/api/v1/nothing", "/api", "/api/v1"]) {
    const answer = await fetch(`${server.origin}${path}`, { headers })
    expect([path, answer.status]).toEqual([path, 404])
  }
  expect((await fetch(`${server.origin}/assets/none.js`)).status).toBe(404)
  expect((await fetch(`${server.origin}/assets/..%2f..%2fpackage.json`)).status).toBe(404)
  expect(await (await fetch(`${server.origin}/healthz`, { headers })).text()).toBe("ok\n")
})

async function focused(page: { evaluate(script: string): Promise<unknown> }): Promise<unknown> {
  return await page.evaluate("document.activeElement.textContent.trim()")
}
