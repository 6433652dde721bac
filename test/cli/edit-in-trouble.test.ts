// What was typed in an editor is never lost, whatever happens to the server or to the way there.
import { join } from "node:path"

import { afterAll, beforeAll, expect, test } from "vitest"

import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { editorThat } from "./editor-that.ts"
import { type Ran, Shell } from "./run-modkeep.ts"
import { type TroubledServer, troubledServer } from "./troubled-server.ts"

let server: ModkeepServer
let way: TroubledServer
let shell: Shell

async function modkeep(args: readonly string[], editor = "false"): Promise<Ran> {
  const env = { MODKEEP_SERVER: way.origin, MODKEEP_TOKEN: server.token, EDITOR: editor }
  return await shell.run(args, { env })
}

async function versions(): Promise<readonly unknown[]> {
  return JSON.parse((await modkeep(["version", "list", "m", "--json"])).stdout).items
}

const withoutNotes = `sed -i '/^#!!/d' "$1"`

beforeAll(async () => {
  server = await startServer()
  way = await troubledServer(server.port)
  shell = await Shell.open()
  const repository = await makeRepository(join(server.folder, "repositories", "m"))
  await repository.commit(
    { "app.py": "import streamlit as st\nst.text(1)\n", ".streamlit/secrets.toml": 'NAME = ""\n' },
    "2024-11-30T12:00:00Z",
  )
  await modkeep(["module", "create", "m", "--repository", repository.url])
})
afterAll(async () => {
  await way.close()
  await server.dispose()
  await shell.close()
})

test("a template filled in for a new version comes back after each trouble, and makes one version", async () => {
  way.expect({ kind: "status", status: 503 }, { kind: "cut" }, { kind: "answer lost" })
  const editor = await editorThat(
    shell.folder,
    `sed -i 's/^NAME = .*/NAME = "typed"/' "$1"`,
    withoutNotes,
    withoutNotes,
    withoutNotes,
  )
  const { code, stderr } = await modkeep(["version", "create", "m", "--edit"], editor.command)
  expect(code, stderr).toBe(0)
  expect(way.left).toBe(0)
  const [, unavailable = "", cut = "", lost = "", ...more] = await editor.texts()
  expect(more).toEqual([])
  expect(unavailable).toMatch(/^#!! Not saved: The server answered 503/)
  for (const text of [cut, lost]) expect(text).toMatch(/^#!! Not saved: Cannot reach/)
  for (const text of [unavailable, cut, lost]) {
    expect(text).toContain('\nNAME = "typed"\n')
    expect(text).toContain("save to try again, or leave the file as it is to give up")
  }
  expect(await versions()).toHaveLength(1)
})

test("an edited document comes back after each trouble, and is saved once", async () => {
  way.expect({ kind: "status", status: 429 }, { kind: "answer lost" })
  const editor = await editorThat(
    shell.folder,
    `printf 'MORE = 1\n' >> "$1"`,
    withoutNotes,
    withoutNotes,
    withoutNotes,
  )
  const { code, stderr } = await modkeep(["secrets", "edit", "m@1"], editor.command)
  expect(code, stderr).toBe(0)
  expect(way.left).toBe(0)
  const [, tooOften = "", lost = ""] = await editor.texts()
  for (const text of [tooOften, lost]) expect(text).toMatch(/^#!! Not saved: [^]*\nMORE = 1\n$/)
  const saved = JSON.parse((await modkeep(["secrets", "get", "m@1", "--json"])).stdout)
  expect(saved).toMatchObject({ revision: 2, text: expect.stringContaining("MORE =") })
})

test("a text that is given up in trouble ends with the trouble's exit code", async () => {
  way.expect({ kind: "cut" })
  const editor = await editorThat(shell.folder, `printf 'GONE = 1\n' >> "$1"`, "true")
  const { code, stderr } = await modkeep(["secrets", "edit", "m@1"], editor.command)
  expect(code).toBe(7)
  expect(stderr).toContain("Given up: nothing was saved")
})
