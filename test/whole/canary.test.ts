// Canary values are stored, delivered, failed with and logged; afterwards they are looked for everywhere, in every form.
import { createReadStream } from "node:fs"
import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"

import { Client } from "@modkeep/contract/client"
import { ProblemError } from "@modkeep/contract/problem-error"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { formsOf } from "../support/forms-of.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { openSession } from "../support/streamlit-client.ts"

const canaries = {
  version: "canary_version_7f3a9c",
  install: "canary_install_51be02",
  section: "canary_section_c0ffee",
  refused: "canary_refused_ab12cd",
  token: "canary_token_99ee77",
}
const everyone = Object.values(canaries)

let server: ModkeepServer
const answers: string[] = []

beforeAll(async () => {
  server = await startServer({ settings: { MODKEEP_LOG_LEVEL: "debug" } })
  const { client, origin, token } = server
  const heard = new Proxy(fetch, {
    apply: async (target, self, args: Parameters<typeof fetch>) => {
      const response = await Reflect.apply(target, self, args)
      answers.push(await response.clone().text())
      return response
    },
  })
  const recording = new Client({ server: origin, token, fetch: heard })
  const repository = await makeRepository(join(server.folder, "repositories", "m"))
  await repository.commit(
    {
      "app.py":
        "import os, sys\nimport streamlit as st\nprint('out', st.secrets.KEY, flush=True)\nprint('err', st.secrets.db.password, os.environ['OVER'], file=sys.stderr, flush=True)\nst.text(st.secrets.KEY)\n",
      "requirements.txt": "streamlit==1.40.2\n",
      ".streamlit/secrets.toml": 'KEY = ""\nOVER = ""\n[db]\npassword = ""\n',
    },
    "2024-11-30T12:00:00Z",
  )
  const module = (
    await recording.call("modules.create", { body: { name: "m", repository: repository.url } })
  ).data
  await recording.call("modules.credential.put", {
    params: { id: module.id },
    body: { kind: "https-token", value: canaries.token },
  })
  const refusals = [
    `KEY = "${canaries.refused}"\nOVER = ""\n`,
    `KEY = "${canaries.refused}\n`,
    `KEY = ${canaries.refused}\n`,
    `KEY = "x"\nKEY = "${canaries.refused}"\n`,
    `# ${canaries.refused}\nKEY = ''\n`,
    `KEY = "<kept:00000000>"\nOVER = "${canaries.refused}"\n`,
  ]
  for (const secrets of refusals) {
    const refused = await recording
      .call("versions.create", { params: { id: module.id }, body: { secrets } })
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ProblemError)
  }
  const secrets = `KEY = "${canaries.version}"\nOVER = "author's"\n[db]\npassword = "${canaries.section}"\n`
  const version = (
    await recording.call("versions.create", { params: { id: module.id }, body: { secrets } })
  ).data
  expect(await awaitVersion(recording, version.id)).toMatchObject({ state: "ready" })
  const app = (await recording.call("apps.create", { body: { name: "a" } })).data
  const install = (
    await recording.call("installs.create", {
      params: { id: app.id },
      body: { version: version.id, access: "public", secrets: `OVER = "${canaries.install}"\n` },
    })
  ).data
  const session = await openSession({
    url: install.url,
    connectTo: { host: "127.0.0.1", port: server.port },
    timeoutMs: 60_000,
  })
  expect((await session.run()).texts).toEqual([canaries.version])
  await session.close()
  const read = [
    await recording.call("versions.secrets.get", { params: { id: version.id } }),
    await recording.call("installs.secrets.get", { params: { id: install.id } }),
    await recording.call("installs.secrets.effective", { params: { id: install.id } }),
    await recording.call("versions.secrets.revisions", { params: { id: version.id } }),
    await recording.call("versions.secrets.diff", { params: { id: version.id, n: 1 } }),
    await recording.call("installs.auth", { params: { id: install.id } }),
    await recording.call("audit.list", {}),
    await recording.call("modules.get", { params: { id: module.id } }),
  ]
  expect(read.every(({ status }) => status === 200)).toBe(true)
  const logs = await recording.call("installs.logs", { params: { id: install.id } })
  expect(logs.data.items.map(({ text }) => text).filter((text) => /^(out|err)/.test(text))).toEqual(
    ["out ***", "err *** ***"],
  )
  await client.call("me.get", {})
}, 180_000)
afterAll(async () => {
  await server.dispose()
})

function found(bytes: Buffer, where: string): string[] {
  return everyone.flatMap((canary) =>
    formsOf(canary)
      .filter((form) => bytes.includes(form.bytes))
      .map((form) => `${canary} (${form.name}) in ${where}`),
  )
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}

test("no file of the data folder holds a value: not the database, its log, a tree, a temporary file", async () => {
  const seen: string[] = []
  let files = 0
  for (const part of await readdir(server.data)) {
    if (part === "environments") continue
    const path = join(server.data, part)
    const list = (await stat(path)).isDirectory() ? filesBelow(path) : [path]
    for await (const file of list) {
      files++
      seen.push(...found(await readFile(file), file))
    }
  }
  expect(files).toBeGreaterThan(10)
  expect(seen).toEqual([])
})

test("on memory-backed storage only the install's own document holds its values", async () => {
  const folders = (await readdir("/dev/shm")).filter((name) => name.startsWith("modkeep-"))
  const places = new Set<string>()
  for (const folder of folders) {
    for await (const file of filesBelow(join("/dev/shm", folder))) {
      for (const canary of everyone) {
        if ((await readFile(file).catch(() => Buffer.alloc(0))).includes(canary))
          places.add(file.replace(/^.*\/prc_\w+/, ""))
      }
    }
  }
  expect([...places]).toEqual(["/secrets/secrets.toml"])
})

test("neither what the server wrote nor any answer of the API holds a value", () => {
  expect(found(Buffer.from(server.output), "the server's output")).toEqual([])
  expect(server.output.length).toBeGreaterThan(1000)
  expect(answers.length).toBeGreaterThan(15)
  expect(answers.flatMap((answer, index) => found(Buffer.from(answer), `answer ${index}`))).toEqual(
    [],
  )
})

test("no process shows a value in its command line or its environment block", async () => {
  const seen: string[] = []
  const read = { cmdline: 0, environ: 0 }
  for (const pid of (await readdir("/proc")).filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
  )) {
    for (const name of ["cmdline", "environ"] as const) {
      const bytes = await readFile(join("/proc", pid, name)).catch(() => Buffer.alloc(0))
      if (bytes.length > 0) read[name] += 1
      seen.push(...found(bytes, `/proc/${pid}/${name}`))
    }
  }
  // At least the server, its keeper and the module's process.
  expect(read.cmdline).toBeGreaterThanOrEqual(3)
  expect(read.environ).toBeGreaterThanOrEqual(3)
  expect(seen).toEqual([])
})

test("the scan itself finds a value where there is one", async () => {
  const here = createInterface({ input: createReadStream(import.meta.filename) })
  const lines: string[] = []
  for await (const line of here) lines.push(line)
  expect(found(Buffer.from(lines.join("\n")), "this test")).toHaveLength(everyone.length)
  for (const [name, form] of formsOf(canaries.version).map(
    ({ name, bytes }) => [name, bytes] as const,
  )) {
    expect(
      found(Buffer.concat([Buffer.from("before"), form, Buffer.from("after")]), name).length,
    ).toBeGreaterThan(0)
  }
})
