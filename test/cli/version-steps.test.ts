// What `modkeep version create` and `modkeep module template` say while they work: to a person at a terminal, and to nobody else.
import { writeFile } from "node:fs/promises"
import { join } from "node:path"

import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { Shell } from "./run-modkeep.ts"
import { troubledServer } from "./troubled-server.ts"

let server: ModkeepServer
let shell: Shell
let env: Record<string, string>

beforeAll(async () => {
  server = await startServer()
  shell = await Shell.open()
  env = { MODKEEP_SERVER: server.origin, MODKEEP_TOKEN: server.token }
  const repository = await makeRepository(join(server.folder, "repositories", "m"))
  const files = {
    "app.py": "import streamlit as st\nst.text(st.secrets.KEY)\n",
    "requirements.txt": "streamlit==1.40.2\n",
    ".streamlit/secrets.toml": 'KEY = ""\n',
  }
  await repository.commit(files, "2024-11-30T12:00:00Z")
  await server.client.call("modules.create", { body: { name: "m", repository: repository.url } })
  await writeFile(join(shell.folder, "secrets.toml"), 'KEY = "value"\n')
})
afterAll(async () => {
  await shell.close()
  await server.dispose()
})

const time = String.raw` · [\d.]+ m?s`
const read = `Resolving the commit${time}[\\s\\S]*Reading the template${time}[\\s\\S]*Scanning the code${time}`

test("a template is read with its steps on a terminal, and without a word beside it in a pipe", async () => {
  const watched = await shell.runOnTerminal(["module", "template", "m"], [], env)
  expect(watched.stdout).toMatch(new RegExp(`${read}[\\s\\S]*KEY = ""`))
  const piped = await shell.run(["module", "template", "m"], { env })
  expect(piped).toEqual({ code: 0, stdout: 'KEY = ""\n', stderr: "" })
})

test("a version says before it is created what becomes of its environment, and the build does that", async () => {
  const create = ["version", "create", "m", "--secrets", "secrets.toml", "--wait"]
  const first = await shell.runOnTerminal(create, [], env)
  expect(first.code, first.stdout).toBe(0)
  expect(first.stdout).toMatch(new RegExp(`${read}[\\s\\S]*Environment: Python 3`))
  const second = await shell.runOnTerminal(create, [], env)
  expect(second.stdout).toMatch(
    /Environment: Python 3[.\d]+, Streamlit 1\.40\.2, \d+ packages: the same as version 1, used again[\s\S]*is there already/,
  )
  const piped = await shell.run(create.slice(0, -1), { env })
  expect(piped).toMatchObject({ code: 0, stderr: "" })
  await awaitVersion(server.client, piped.stdout.trim())
})

test("an environment that cannot be resolved is said, and the version is created all the same", async () => {
  const odd = [
    "version",
    "create",
    "m",
    "--secrets",
    "secrets.toml",
    "--package",
    "streamlit==1.39.0",
  ]
  const { code, stdout } = await shell.runOnTerminal(odd, [], env)
  expect(code).toBe(0)
  expect(stdout).toMatch(/Environment: not known: .+[\s\S]*ver_/)
})

test("a template that is filled in with an editor is created at the commit that was read", async () => {
  const script = join(shell.folder, "fill.sh")
  await writeFile(script, `#!/bin/sh\nsed -i 's/^KEY = .*/KEY = "filled"/' "$1"\n`, { mode: 0o755 })
  const edited = await shell.runOnTerminal(["version", "create", "m", "--edit"], [], {
    ...env,
    EDITOR: script,
  })
  expect(edited.code, edited.stdout).toBe(0)
  expect(edited.stdout).toMatch(new RegExp(`${read}[\\s\\S]*Environment: Python 3`))
})

test("a server that is away while the environment is looked at takes nothing from what was typed", async () => {
  const way = await troubledServer(server.port, ({ url }) => url?.endsWith("/environment") === true)
  way.expect({ kind: "cut" })
  const script = join(shell.folder, "type.sh")
  await writeFile(script, `#!/bin/sh\nsed -i 's/^KEY = .*/KEY = "typed"/' "$1"\n`, { mode: 0o755 })
  const edited = await shell.runOnTerminal(["version", "create", "m", "--edit"], [], {
    ...env,
    MODKEEP_SERVER: way.origin,
    EDITOR: script,
  })
  expect(edited.code, edited.stdout).toBe(0)
  expect(edited.stdout).toMatch(/Environment: not known: Cannot reach [\s\S]*ver_/)
  expect(way.left).toBe(0)
  await way.close()
})
