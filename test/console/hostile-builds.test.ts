// A package that is built says what it likes, and fails in words of its own: the version's page shows them as text, in the reason and
// in the build's log, and stays whole.
import { join } from "node:path"

import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { type LocalIndex, serveIndex } from "../environments/local-index.ts"
import { awaitVersion } from "../support/await-version.ts"
import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { axeViolations } from "./axe-violations.ts"
import { isSettled, overlaps, unseenTexts, watch } from "./hostile-looks.ts"
import { bidi, payloads, terminal } from "./hostile-stage.ts"
import { buildConsole, openConsole, screenshot, signIn } from "./open-console.ts"
import { views } from "./views.ts"

const date = "2024-11-30T12:00:00Z"
const text = payloads.join(" ")
/** What a build script prints: every text, each sign for terminals, and a line of a million characters. */
const printed = [...payloads.map((each) => `says ${each} ${bidi}`), `signs ${terminal} end`]
/** Asked what it needs it says so; built it talks and fails. */
const script = `
import os, sys
if "/source-talker" in os.getcwd():
    for line in ${JSON.stringify(printed)}:
        print(line, file=sys.stderr)
    print("long " + "W" * 1_000_000, file=sys.stderr)
    print("last line", file=sys.stderr, flush=True)
    raise RuntimeError(${JSON.stringify(`${payloads[0]} ${bidi} ${terminal} ${"w".repeat(90)}`)})`

let server: ModkeepServer
let browser: Browser
let index: LocalIndex
let module: string

beforeAll(async () => {
  buildConsole()
  index = await serveIndex(
    "/usr/bin/python3",
    [
      { name: "streamlit", version: "1.30.0", files: { "streamlit/__init__.py": "" } },
      { name: "talker", version: "1.0", files: {}, build: script },
    ],
    "2023-06-01T00:00:00Z",
  )
  server = await startServer({ settings: { UV_DEFAULT_INDEX: index.url } })
  browser = await openChromium()
  const repository = await makeRepository(join(server.folder, "repositories", "m"))
  const { client } = server
  const body = { name: "hostile builds", repository: repository.url }
  module = (await client.call("modules.create", { body })).data.id
  const commit = async (requirement: string) => {
    const requirements = `streamlit\n${requirement}\n`
    const script = "import streamlit as st\nst.text(1)\n"
    await repository.commit({ "app.py": script, "requirements.txt": requirements }, date)
  }
  await commit("talker")
  const params = { id: module }
  const made = await client.call("versions.create", { params, body: { secrets: "" } })
  const built = await awaitVersion(client, made.data.id)
  if (built.state !== "failed") throw new Error(`The version is ${built.state}`)
  // A line that is refused before anything is built, and quoted.
  await commit(text)
})
afterAll(async () => {
  await browser.close()
  await server.dispose()
  await index[Symbol.asyncDispose]()
})

describe.each(views)("$theme at $width px", (view) => {
  test.each([
    { name: "version", place: "v/1/overview", reason: "talker==1.0 could not be built" },
    { name: "new-version", place: "new", reason: "is not a requirement" },
  ])(
    "$name says what failed in hostile words, and they are text",
    async ({ name, place, reason }) => {
      const console = await openConsole(browser, server, view)
      const { page, troubles, foreign } = console
      const happened: string[] = []
      await watch(page, happened)
      await signIn(server, console)
      await page.goto(`/modules/${module}/${place}`)
      const failure = page.getByText(reason).first()
      await failure.waitFor()
      expect(await failure.innerText()).toContain(payloads[0])
      await expect.poll(async () => await page.evaluate(isSettled)).toBe(true)
      await screenshot(console, `hostile-build-${name}-${view.theme}-${view.width}`)
      expect(await page.evaluate(unseenTexts)).toEqual([])
      expect(await page.evaluate(overlaps)).toEqual([])
      expect(await axeViolations(page)).toEqual([])
      if (view.width === 360) await page.setViewportSize({ width: 320, height: 800 })
      const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
      expect(wide).toBeLessThanOrEqual(0)
      expect(happened).toEqual([])
      expect(troubles).toEqual([])
      expect(foreign).toEqual([])
      await console.close()
    },
  )
})

test("the log of the build holds all that was printed, the long line cut to pieces", async () => {
  const console = await openConsole(browser, server)
  const { page } = console
  await signIn(server, console)
  await page.goto(`/modules/${module}/v/1/overview`)
  const log = page.getByRole("region", { name: "Build log" })
  await log.getByText("last line", { exact: true }).waitFor()
  const lines = await log.innerText()
  for (const each of payloads) expect(lines).toContain(`says ${each} ⟨U+202E⟩gpj⟨U+2067⟩⟨U+200B⟩`)
  expect(lines).toContain("signs click end")
  expect(lines).toMatch(/long W{100}/)
  const longest = Math.max(...lines.split("\n").map((line) => line.length))
  expect(longest).toBeLessThanOrEqual(2_000)
  await console.close()
})
