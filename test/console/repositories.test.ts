// What a repository may do to the page "New version": answer late or never, ask who one is, be gone, be empty. Real hosts, real
// answers; the page says what is the matter, stays usable, and keeps what was typed.
import { once } from "node:events"
import { mkdir, rename, rm, writeFile } from "node:fs/promises"
import { connect, createServer } from "node:net"
import { join } from "node:path"
import { pipeline } from "node:stream"

import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { selfSigned } from "../git/certificate.ts"
import { type GitHost, startGitHost } from "../git/https-server.ts"
import { openChromium } from "../support/chromium.ts"
import { freePort } from "../support/free-port.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { axeViolations } from "./axe-violations.ts"
import { secretsText, typeValue, waitForEditor } from "./editor-page.ts"
import { buildConsole, type OpenConsole, openConsole, screenshot, signIn } from "./open-console.ts"

const token = "canary_token_of_the_repository"

let server: ModkeepServer
let browser: Browser
let console: OpenConsole
let page: Page
let host: GitHost
let folder: string

beforeAll(async () => {
  buildConsole()
  const certificate = selfSigned(["localhost"])
  folder = join(import.meta.dirname, "../../.cache/servers", `git-${process.pid}`)
  await mkdir(folder, { recursive: true })
  const authority = join(folder, "authority.pem")
  await writeFile(authority, certificate.certificate)
  host = await startGitHost(folder, certificate, `x-access-token:${token}`)
  const settings = { MODKEEP_GIT_PRIVATE_HOSTS: "localhost", GIT_SSL_CAINFO: authority }
  server = await startServer({ settings })
  browser = await openChromium()
  const repository = await makeRepository(join(folder, "m"))
  const files = {
    "app.py": "import streamlit as st\nst.text(st.secrets.API_KEY)\n",
    "requirements.txt": "streamlit==1.40.2\n",
    ".streamlit/secrets.toml": 'API_KEY = ""\n',
  }
  await repository.commit(files, "2024-11-30T12:00:00Z")
  await makeRepository(join(folder, "empty"))
  console = await openConsole(browser, server)
  page = console.page
  await signIn(server, console)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
  await host.close()
  await rm(folder, { recursive: true })
})

let modules = 0

async function openNew(repository: string): Promise<string> {
  const body = { name: `m ${(modules += 1)}`, repository }
  const { data } = await server.client.call("modules.create", { body })
  await page.goto(`/modules/${data.id}/new`)
  return data.id
}

const at = (path: string) => `https://localhost:${host.port}/${path}`
const refusal = (code: string) => page.getByRole("alert").filter({ hasText: code })

test("one that does not answer is being read until it is called off; the page stays usable meanwhile", async () => {
  await openNew(at("stuck/m"))
  const cancel = page.getByRole("main").getByRole("button", { name: "Cancel" })
  await cancel.waitFor()
  expect(await axeViolations(page)).toEqual([])
  await cancel.click()
  await cancel.waitFor({ state: "detached" })
  await page.getByRole("button", { name: "Read the commit" }).waitFor()
})

test("one that never answers ends with a sentence and a way to try again", async () => {
  await openNew(at("stuck/m"))
  // Git gives up on a host that has sent nothing for 20 s.
  await refusal("git.unreachable").waitFor({ timeout: 60_000 })
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "new-version-timeout-light-1280")
  await page.getByRole("button", { name: "Retry" }).waitFor()
})

test("one that asks who one is takes a token on the spot, goes on, and the token is on no page", async () => {
  await openNew(at("private/m"))
  // Hosts do not tell a private repository from none.
  await refusal("git.repository_not_found").waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByLabel("Access token").fill("no token at all")
  await page.getByRole("button", { name: "Store the token and read again" }).click()
  await refusal("credential.invalid").waitFor()
  await page.getByLabel("Access token").fill("wrong")
  await Promise.all([
    page.waitForResponse(/\/templates$/),
    page.getByRole("button", { name: "Store the token and read again" }).click(),
  ])
  await refusal("git.access_denied").waitFor()
  await page.getByLabel("Access token").fill(token)
  await page.getByRole("button", { name: "Store the token and read again" }).click()
  await waitForEditor(page)
  expect(await secretsText(page)).toContain('API_KEY = ""')
  expect(await page.content()).not.toContain(token)
})

test("one that nobody serves is said to be unreachable, and read again by the same press once it is there", async () => {
  const port = await freePort()
  await openNew(`https://localhost:${port}/open/m`)
  await refusal("git.unreachable").waitFor()
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "new-version-unreachable-light-1280")
  const way = createServer((socket) => void pipeline(socket, connect(host.port), socket, () => {}))
  await once(way.listen(port, "127.0.0.1"), "listening")
  await page.getByRole("button", { name: "Retry" }).click()
  await waitForEditor(page)
  expect(await secretsText(page)).toContain('API_KEY = ""')
  way.close()
})

test("one that is not there, and one without a commit, are told apart and neither is a fault of the page", async () => {
  await openNew(at("open/nothing-here"))
  await refusal("git.repository_not_found").waitFor()
  await openNew(at("open/empty"))
  await refusal("git.").waitFor()
  expect(await refusal("git.empty").isVisible()).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await screenshot(console, "new-version-empty-repository-light-1280")
})

test("one that falls silent later takes nothing of what was typed", async () => {
  await openNew(at("open/m"))
  await waitForEditor(page)
  await typeValue(page, "API_KEY", "typed before the silence")
  await rename(join(folder, "m"), join(folder, "away"))
  await page.getByRole("button", { name: "Read again" }).click()
  await refusal("git.").waitFor()
  expect(await secretsText(page)).toContain("typed before the silence")
  await rename(join(folder, "away"), join(folder, "m"))
  await page.getByRole("button", { name: "Create version", exact: true }).click()
  await page.waitForURL(/\/v\/1\/overview$/)
  expect(console.troubles).toEqual([])
})
