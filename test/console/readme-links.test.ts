// What Modkeep offers for a README: the badge of an install, and the link that deploys a module.
import { rename } from "node:fs/promises"
import { join } from "node:path"

import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { openChromium } from "../support/chromium.ts"
import { type Deployment, deployOn, type ShownInstall } from "../support/deployment.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { axeViolations } from "./axe-violations.ts"
import { buildConsole, type OpenConsole, openConsole, screenshot, signIn } from "./open-console.ts"

const name = 'Sales [EU] <b> & "co"\u202E'

let server: ModkeepServer
let deployment: Deployment
let install: ShownInstall
let browser: Browser
let console: OpenConsole
let page: Page

beforeAll(async () => {
  buildConsole()
  server = await startServer()
  deployment = await deployOn(server)
  const version = await deployment.publish("import streamlit as st\nst.text('here')\n")
  install = await deployment.install(version, { name })
  browser = await openChromium()
  console = await openConsole(browser, server)
  page = console.page
  await signIn(server, console)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
})

const badge = async (id: string) => await fetch(`${server.origin}/badges/${id}.svg`)

test("an install that is open to everybody has a badge: name, version and state, and nothing wakes", async () => {
  const answer = await badge(install.id)
  expect(answer.status).toBe(200)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "image/svg+xml; charset=utf-8",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
  })
  const picture = await answer.text()
  expect(picture).toContain("<title>Sales [EU] &lt;b&gt; &amp; &quot;co&quot;: version 1 · open<")
  expect(picture).not.toMatch(/\u202E|<b>|<script|href/)
  expect((await deployment.show(install.id)).state).toBe("asleep")
})

test("a badge says that its install is off, and a long name is cut", async () => {
  const { id } = await deployment.install(install.version, { name: "long ".repeat(15) + "name" })
  await server.client.call("installs.stop", { params: { id } })
  expect(await (await badge(id)).text()).toMatch(/<title>(long ){7}long…: version 1 · off</)
})

test("a badge says that its install does not start", async () => {
  const { id } = await deployment.install(install.version)
  const trees = join(server.data, "trees")
  await rename(trees, `${trees}-away`)
  try {
    await server.client.call("installs.start", { params: { id } })
    await deployment.until(id, ({ state }) => state === "failed")
    expect(await (await badge(id)).text()).toContain(": version 1 · failed<")
  } finally {
    await rename(`${trees}-away`, trees)
  }
})

test("an install that is not for everybody has no badge, and neither has one that is not there", async () => {
  const hidden = await deployment.install(install.version, { access: "members" })
  const none = `ins_${"0".repeat(26)}`
  const answers = await Promise.all([hidden.id, none, "x", "..%2Fx"].map(badge))
  for (const answer of answers) {
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: "install.not_found" })
  }
})

test("the badge is on the install's page, and is copied as Markdown in which the name is only a name", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  await page.goto(`/installs/${install.id}/overview`)
  const picture = page.getByRole("img", { name: "Its badge" })
  await picture.waitFor()
  await expect
    .poll(() => picture.evaluate((image) => Number(Reflect.get(image, "naturalWidth"))))
    .toBeGreaterThan(100)
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "install-badge-light-1280")
  await page.getByRole("button", { name: "Copy the badge as Markdown" }).click()
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
    String.raw`[![Sales \[EU\] \<b\> \& "co"⟨U+202E⟩](${server.origin}/badges/${install.id}.svg)](${install.url})`,
  )
  expect(console.troubles).toEqual([])
})

test("a module's link for its README leads to a new module with the address filled in", async () => {
  const repository = "https://git.example.org/you/it?x=1"
  const body = { name: "it", repository: "https://git.example.org/you/it" }
  const { id } = (await server.client.call("modules.create", { body })).data
  await page.goto(`/modules/${id}`)
  await page.getByRole("link", { name: "Deploy to Modkeep" }).waitFor()
  await screenshot(console, "module-deploy-link-light-1280")
  await page.getByRole("button", { name: "Copy the link as Markdown" }).click()
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
    `[Deploy to Modkeep](${server.origin}/modules/new?git=https%3A%2F%2Fgit.example.org%2Fyou%2Fit)`,
  )
  await page.getByRole("link", { name: "Deploy to Modkeep" }).click()
  const field = (label: string) => page.getByRole("textbox", { name: label })
  await field("Git address").waitFor()
  expect(await field("Git address").inputValue()).toBe(body.repository)
  expect(await field("Name").inputValue()).toBe("it")
  const more = new URLSearchParams({ git: repository, name: "Sales", secrets: 'KEY = "typed"' })
  await page.goto(`/modules/new?${more.toString()}`)
  await field("Git address").waitFor()
  expect(await field("Git address").inputValue()).toBe(repository)
  expect(await field("Name").inputValue()).toBe("Sales")
  expect(await page.content()).not.toContain("typed")
  expect(console.troubles).toEqual([])
})
