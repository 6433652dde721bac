// Whoever may only look, and whoever a module is shared with: every link and tab that they see opens, and nothing is offered that
// the server would refuse.
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import { buildConsole, openConsole, putOffAccount, screenshot } from "./open-console.ts"
import { watchRequests } from "./settled.ts"
import { setStage, type Stage } from "./stage.ts"

let server: ModkeepServer
let browser: Browser
let stage: Stage
let partnerInstall = ""

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  stage = await setStage(server)
  const { client } = server
  const me = (await client.call("me.get", {})).data
  const partner = (await client.call("owners.create", { body: { name: "Partner" } })).data
  const person = { name: "Visitor of the first owner", role: "member" } as const
  const first = me.owners[0]?.id ?? ""
  links.member =
    (await client.call("members.add", { params: { id: first }, body: person })).data.signInLink ??
    ""
  links.partner =
    (
      await client.call("members.add", {
        params: { id: partner.id },
        body: { name: "Person of Partner", role: "owner" },
      })
    ).data.signInLink ?? ""
  await client.call("modules.shares.add", {
    params: { id: stage.module },
    body: { owner: partner.id },
  })
  const app = { name: "Partner's app", owner: partner.id }
  const theirs = (await client.call("apps.create", { body: app })).data
  partnerInstall = (
    await client.call("installs.create", {
      params: { id: theirs.id },
      body: { version: stage.version, name: "At Partner" },
    })
  ).data.id
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

const links = { member: "", partner: "" }

interface Seen {
  readonly paths: Set<string>
  readonly refused: string[]
  /** What the pages offer, by name. */
  readonly offers: Set<string>
}

/** Goes wherever a link leads, from the first page on. */
async function visitAll(page: Page): Promise<Seen> {
  const seen: Seen = { paths: new Set(["/modules"]), refused: [], offers: new Set() }
  page.on("response", (answer) => {
    if (answer.status() >= 400) seen.refused.push(`${answer.status()} ${answer.url()}`)
  })
  const settled = watchRequests(page)
  for (const path of seen.paths) {
    await page.goto(path)
    await page.getByRole("heading", { level: 1 }).waitFor()
    await settled()
    for (const button of await page.locator("main button, main a").all()) {
      const name = (await button.getAttribute("aria-label")) ?? (await button.textContent()) ?? ""
      if (await button.isVisible()) seen.offers.add(name.trim())
      const href = await button.getAttribute("href")
      if (href?.startsWith("/") === true) seen.paths.add(href)
    }
    for (const link of await page.locator("header a[href^='/']").all())
      seen.paths.add((await link.getAttribute("href")) ?? "/")
  }
  return seen
}

const changes =
  /^(New |Create|Install a|Delete|Sleep|Wake|Start|Restart|Stop|Upgrade|More|Make \d|Reveal|Replace|Override|Review|Build again|Save)/

test("a member sees everything of the owner and is offered nothing that changes it", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await page.goto(links.member)
  await page.getByRole("button", { name: "Sign in" }).click()
  await putOffAccount(page)
  const seen = await visitAll(page)
  expect(seen.refused).toEqual([])
  for (const path of [
    `/modules/${stage.module}/v/1/secrets`,
    `/modules/${stage.module}/v/1/revisions`,
    `/installs/${stage.install}/settings`,
    `/installs/${stage.install}/logs`,
  ])
    expect(seen.paths).toContain(path)
  // Tokens, the own account and a log belong to the person.
  const own = /^(New token|Create token|Save name|Set password|Change password)/
  expect([...seen.offers].filter((name) => changes.test(name) && !own.test(name))).toEqual([])
  await page.goto(`/modules/${stage.module}/v/1/secrets`)
  await page.getByRole("table", { name: "Stored variables" }).waitFor()
  await screenshot(console, "member-version-secrets-light-1280")
  expect(await axeViolations(page)).toEqual([])
  expect(console.troubles).toEqual([])
  await console.close()
})

test("a shared version has one place, and every way from it and from its install opens", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await page.goto(links.partner)
  await page.getByRole("button", { name: "Sign in" }).click()
  await putOffAccount(page)
  const seen = await visitAll(page)
  expect(seen.refused).toEqual([])
  expect(seen.paths).toContain(`/modules/${stage.module}/v/1/overview`)
  expect(seen.paths).toContain(`/installs/${partnerInstall}/settings`)
  expect(seen.paths).not.toContain(`/modules/${stage.module}/v/1/secrets`)
  expect(seen.paths).not.toContain(`/modules/${stage.module}/new`)
  await page.goto(`/modules/${stage.module}/v/1/overview`)
  await page.getByRole("heading", { level: 1, name: "Version 1" }).waitFor()
  expect(await page.getByRole("navigation", { name: "Version 1" }).count()).toBe(0)
  expect(await page.getByRole("button", { name: "More" }).count()).toBe(0)
  await screenshot(console, "shared-version-light-1280")
  expect(await axeViolations(page)).toEqual([])
  expect(console.troubles).toEqual([])
  await console.close()
})
