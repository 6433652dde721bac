// Pages that people paste into "New version": each brings commit, folder and script along, says what was understood, and what is
// created is what was shown. The hosts are real Git over TLS behind a proxy, under their public names.
import { execFileSync } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

import type { Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { makeRepository, type ModuleRepository } from "../support/module-repository.ts"
import { type PublicHosts, startPublicHosts } from "../support/public-hosts.ts"
import { typeValue, waitForEditor } from "./editor-page.ts"
import { create, isVersionPage, NewVersionStage } from "./new-version-stage.ts"
import { screenshot } from "./open-console.ts"

const token = "canary_token_of_a_host"
const app = "import streamlit as st\nst.text(st.secrets.KEY)\n"
const battle = "https://github.com/open/battle"

let folder: string
let hosts: PublicHosts
let stage: NewVersionStage
let source: ModuleRepository
let older: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "public-hosts-"))
  hosts = await startPublicHosts(folder, token)
  source = await makeRepository(join(folder, "battle"))
  const files = {
    "app.py": app,
    "requirements.txt": "streamlit==1.40.2\n",
    ".streamlit/secrets.toml": 'KEY = ""\n',
    "inner/requirements.txt": "streamlit==1.40.2\n",
    "inner/other.py": app,
    "inner/.streamlit/secrets.toml": 'KEY = ""\nINNER = ""\n',
  }
  older = await source.commit(files, "2023-07-15T12:00:00Z")
  await source.commit(
    { ".streamlit/secrets.toml": 'KEY = ""\nNEWER = ""\n' },
    "2024-07-15T12:00:00Z",
  )
  execFileSync("git", ["-C", source.path, "branch", "feature/x", older])
  execFileSync("git", ["-C", source.path, "config", "uploadpack.allowAnySHA1InWant", "true"])
  for (const served of ["battle.git", "dana/space"]) publish(served)
  stage = await NewVersionStage.set({ settings: hosts.settings })
})
afterAll(async () => {
  await stage.close()
  await hosts.close()
  await rm(folder, { recursive: true })
})

function publish(served: string): void {
  const target = join(hosts.root, served)
  execFileSync("git", ["clone", "-q", "--bare", source.path, target])
  execFileSync("git", ["-C", target, "config", "uploadpack.allowAnySHA1InWant", "true"])
}

/** What section 1 says of the commit, by its words. */
async function facts(page: Page): Promise<Record<string, string>> {
  const list = page.getByRole("region", { name: /Source$/ }).locator("dl")
  const words = await list.locator("dt").allTextContents()
  const answers = await list.locator("dd").allTextContents()
  return Object.fromEntries(words.map((word, at) => [word, answers[at] ?? ""]))
}

test.each([
  {
    what: "a commit",
    address: () => `${battle}/commit/${older}`,
    says: /Read from a commit of GitHub: repository github\.com\/open\/battle, ref [0-9a-f]{40}/,
    shows: { isOlder: true },
  },
  {
    what: "a folder",
    address: () => `${battle}/tree/main/inner`,
    says: /Read from a folder of GitHub: .*, folder inner/,
    shows: { folder: "inner", script: "other.py", isOlder: false },
  },
  {
    what: "a file",
    address: () => `${battle}/blob/${older}/inner/other.py`,
    says: /Read from a file of GitHub: .*, entry point inner\/other\.py/,
    shows: { folder: "inner", script: "other.py", isOlder: true },
  },
  {
    what: "a deploy link of Community Cloud",
    address: () =>
      "https://share.streamlit.io/deploy?repository=open/battle&branch=main&mainModule=inner/other.py",
    says: /Read from a Community Cloud deploy link: .*ref main, entry point inner\/other\.py/,
    shows: { script: "inner/other.py", isOlder: false },
  },
  {
    what: "a Hugging Face Space",
    address: () => "https://huggingface.co/spaces/dana/space",
    says: /Read from a Hugging Face Space: repository huggingface\.co\/spaces\/dana\/space/,
    shows: { isOlder: false },
  },
])(
  "the page of $what is read, explained, and created as it was shown",
  async ({ address, says, shows, what }) => {
    const console = await stage.console()
    const { page } = console
    await page.goto(`/modules/new?git=${encodeURIComponent(address())}`)
    await page.getByRole("textbox", { name: "Name" }).fill(what)
    await page.getByRole("button", { name: "Create module" }).click()
    await waitForEditor(page)
    await page.getByText(says).waitFor()
    const shown = await facts(page)
    expect(shown).toMatchObject({ Author: "Dana", Committed: expect.stringMatching(/202[34]/) })
    expect(shown["Commit"]?.startsWith(older.slice(0, 7))).toBe(shows.isOlder)
    expect(shown["Folder"]).toBe(shows.folder)
    await screenshot(console, `new-version-page-${what.replaceAll(" ", "-")}-light-1280`)
    // What a branch does meanwhile changes nothing: the commit that was read is created.
    await source.commit({ "later.txt": what }, "2024-08-15T12:00:00Z")
    execFileSync("git", ["-C", source.path, "push", "-q", join(hosts.root, "battle.git"), "main"])
    const keys = { inner: ["KEY", "INNER"], older: ["KEY"], newer: ["KEY", "NEWER"] }
    for (const key of shows.folder === "inner"
      ? keys.inner
      : shows.isOlder
        ? keys.older
        : keys.newer)
      await typeValue(page, key, "x")
    await create(page).click()
    await page.waitForURL(isVersionPage)
    const module = page.url().split("/")[4] ?? ""
    const listed = await stage.server.client.call("versions.list", { params: { id: module } })
    const version = listed.data.items[0]
    expect(version?.commit.slice(0, 7)).toBe(shown["Commit"]?.slice(0, 7))
    expect(version).toMatchObject({
      directory: shows.folder ?? "",
      entrypoint: shows.script ?? "app.py",
    })
    expect(console.troubles).toEqual([])
    await console.close()
  },
)

test("a private repository is opened by a token that is stored on the spot", async () => {
  const console = await stage.console()
  const { page } = console
  const module = await stage.newModule("https://github.com/private/battle")
  await page.goto(`/modules/${module}/new`)
  await page
    .getByRole("alert")
    .getByText(/^git\.(access_denied|repository_not_found)$/)
    .waitFor()
  await page.getByLabel("Access token").fill(token)
  await page.getByRole("button", { name: "Store the token and read again" }).click()
  await waitForEditor(page)
  expect(await page.content()).not.toContain(token)
  await console.close()
})

test("of a page that can be read in two ways it is said which one the repository has", async () => {
  const console = await stage.console()
  const { page } = console
  const at = encodeURIComponent(`${battle}/tree/feature/x/inner`)
  await page.goto(`/modules/${await stage.newModule(battle)}/new?at=${at}`)
  await waitForEditor(page)
  await page.getByText(/Read from a folder of GitHub: .*ref feature\/x, folder inner$/).waitFor()
  expect(await facts(page)).toMatchObject({ "Branch or tag": "feature/x", Folder: "inner" })
  await console.close()
})

test("a module that was made from a page with a slash in its branch is read and kept where it really lies", async () => {
  const console = await stage.console()
  const { page } = console
  const at = `${battle}/tree/feature/x/inner`
  const module = await stage.newModule(at)
  await page.goto(`/modules/${module}/new?at=${encodeURIComponent(at)}`)
  await waitForEditor(page)
  expect(await facts(page)).toMatchObject({ "Branch or tag": "feature/x", Folder: "inner" })
  for (const key of ["KEY", "INNER"]) await typeValue(page, key, "a value")
  await create(page).click()
  await page.waitForURL(isVersionPage)
  await page.goto(`/modules/${module}/new?at=feature/x`)
  await waitForEditor(page)
  expect(await facts(page)).toMatchObject({ "Branch or tag": "feature/x", Folder: "inner" })
  await console.close()
})
