// Whoever may only look, and whoever a module is shared with: every link and tab that they see opens, nothing is offered that the
// server would refuse, and a form whose address they know says what is missing.
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import {
  buildConsole,
  type OpenConsole,
  openConsole,
  putOffAccount,
  screenshot,
} from "./open-console.ts"
import { watchRequests } from "./settled.ts"
import { setStage, type Stage } from "./stage.ts"

let server: ModkeepServer
let browser: Browser
let stage: Stage
let partnerInstall = ""
let member: OpenConsole
let partner: OpenConsole

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  browser = await openChromium()
  stage = await setStage(server)
  const { client } = server
  const me = (await client.call("me.get", {})).data
  const other = (await client.call("owners.create", { body: { name: "Partner" } })).data
  const person = { name: "Visitor of the first owner", role: "member" } as const
  const first = me.owners[0]?.id ?? ""
  const byLink = async (id: string, body: { name: string; role: "owner" | "member" }) => {
    const { data } = await client.call("members.add", { params: { id }, body })
    return await openAs(data.signInLink ?? "")
  }
  member = await byLink(first, person)
  partner = await byLink(other.id, { name: "Person of Partner", role: "owner" })
  await client.call("modules.shares.add", {
    params: { id: stage.module },
    body: { owner: other.id },
  })
  const app = { name: "Partner's app", owner: other.id }
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

async function openAs(link: string): Promise<OpenConsole> {
  const console = await openConsole(browser, server)
  await console.page.goto(link)
  await console.page.getByRole("button", { name: "Sign in" }).click()
  await putOffAccount(console.page)
  await console.page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
  return console
}

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
  const { page, troubles } = member
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
  await screenshot(member, "member-version-secrets-light-1280")
  expect(await axeViolations(page)).toEqual([])
  expect(troubles).toEqual([])
})

test("a shared version has one place, and every way from it and from its install opens", async () => {
  const { page, troubles } = partner
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
  await screenshot(partner, "shared-version-light-1280")
  expect(await axeViolations(page)).toEqual([])
  expect(troubles).toEqual([])
})

test("a form that a member knows the address of says what is missing and whom to ask, and asks the server for nothing", async () => {
  const { page, troubles } = member
  const sent: string[] = []
  page.on("request", (request) => {
    if (request.method() !== "GET") sent.push(`${request.method()} ${request.url()}`)
  })
  for (const [path, what] of [
    ["/modules/new", "create modules"],
    [`/modules/${stage.module}/new`, "deploy a version of this module"],
    [`/apps/${stage.app}/install?version=${stage.version}`, "install a module in this app"],
    [`/installs/${stage.install}/upgrade`, "upgrade this install"],
  ] as const) {
    await page.goto(path)
    await page.getByRole("heading", { name: `Only managers can ${what}` }).waitFor()
    await page.getByText("Ask one of them to do it, or to make you a manager too").waitFor()
    expect(await page.locator("main").getByRole("textbox").count()).toBe(0)
    expect(await page.locator("main").getByRole("combobox").count()).toBe(0)
    expect(await axeViolations(page)).toEqual([])
    await screenshot(member, `member-${what.replaceAll(" ", "-")}-light-1280`)
  }
  await page.getByRole("link", { name: "See who they are" }).click()
  await page.getByRole("table").getByText("Manager").first().waitFor()
  expect(sent).toEqual([])
  expect(troubles).toEqual([])
})

test("whoever a module is shared with is told that its versions are made by others", async () => {
  const { page, troubles } = partner
  await page.goto(`/modules/${stage.module}/new`)
  await page.getByRole("heading", { name: /^Only managers can deploy a version/ }).waitFor()
  await page.getByText("ask whoever shared it").waitFor()
  expect(await page.locator("main").getByRole("textbox").count()).toBe(0)
  await screenshot(partner, "shared-new-version-light-1280")
  expect(troubles).toEqual([])
})
