// The whole way on every supported Streamlit release: repository → refused while blank → version → install → page → live change.
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"
import { ProblemError } from "@modkeep/contract/problem-error"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository, type ModuleRepository } from "../support/module-repository.ts"
import { openSession, type StreamlitSession } from "../support/streamlit-client.ts"

/** What the first line of the module sees, and what st.secrets gives, as text. */
const app = `import os
first = os.environ.get("API_KEY")
import streamlit as st
st.text("first " + str(first))
st.text("attribute " + str(st.secrets.API_KEY))
st.text("key " + str(st.secrets["API_KEY"]))
st.text("section " + str(st.secrets.db.user) + " " + str(st.secrets["db"]["port"]))
st.text("env " + " ".join(k + "=" + os.environ[k] for k in ("COUNT", "RATE", "BIG") if k in os.environ))
st.text("not env " + str("DEBUG" in os.environ) + " " + str("user" in os.environ) + " " + str("db" in os.environ))
st.text("optional " + str("NOTE" in st.secrets))
st.text("runs " + str(st.session_state.setdefault("runs", 0)))
st.session_state.runs += 1
`

const template = `# Your key.
API_KEY = ""
COUNT = 7
# @optional
NOTE = ""

[db]
user = ""
port = 5432
`

const filled = `API_KEY = "k-one $HOME \\"quoted\\" # not a comment"
COUNT = 7
RATE = 1e10
BIG = 123456789012345678901234567890
DEBUG = true

[db]
user = "ada"
port = 5432
`

const releases = [
  { streamlit: "1.23.1", date: "2023-07-14T12:00:00Z" },
  { streamlit: "1.40.2", date: "2024-11-30T12:00:00Z" },
  { streamlit: "1.67.0", date: "2026-11-20T12:00:00Z" },
]

let server: ModkeepServer
let client: Client

beforeAll(async () => {
  server = await startServer()
  client = server.client
})
afterAll(async () => {
  await server.dispose()
})

describe.each(releases)("Streamlit $streamlit", ({ streamlit, date }) => {
  let repository: ModuleRepository
  let module: string
  let version: string
  let app1: string
  let installs: { id: string; url: string }[] = []

  beforeAll(async () => {
    repository = await makeRepository(join(server.folder, "repositories", `m-${streamlit}`))
    await repository.commit(
      {
        "app.py": app,
        "requirements.txt": `streamlit==${streamlit}\n`,
        ".streamlit/secrets.toml": template,
      },
      date,
    )
    const created = await client.call("modules.create", {
      body: { name: `m ${streamlit}`, repository: repository.url },
    })
    module = created.data.id
    app1 = (await client.call("apps.create", { body: { name: `a ${streamlit}` } })).data.id
  })

  test("the template as it stands is refused with one diagnostic for every blank, and nothing is stored", async () => {
    const refused = await client
      .call("versions.create", { params: { id: module }, body: {} })
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ProblemError)
    if (!(refused instanceof ProblemError)) return
    expect(refused.problem.status).toBe(422)
    expect(refused.problem.code).toBe("version.secrets_blank")
    const blanks = refused.problem.diagnostics?.filter(({ code }) => code === "secret.blank")
    expect(blanks?.map(({ keyPath, range }) => [keyPath.join("."), range])).toEqual([
      ["API_KEY", { line: 2, column: 11, endLine: 2, endColumn: 13 }],
      ["db.user", { line: 8, column: 8, endLine: 8, endColumn: 10 }],
    ])
    const list = await client.call("versions.list", { params: { id: module } })
    expect(list.data.items).toEqual([])
  })

  test("filled in, it is built and installed, and the module sees its values from its first line on", async () => {
    const created = await client.call("versions.create", {
      params: { id: module },
      body: { secrets: filled },
    })
    expect(created.status).toBe(201)
    const built = await awaitVersion(client, created.data.id)
    expect(built).toMatchObject({ state: "ready", streamlit, revision: 1 })
    version = built.id
    for (const name of ["one", "two"]) {
      const install = await client.call("installs.create", {
        params: { id: app1 },
        body: { version, name, access: "public" },
      })
      expect(install.data).toMatchObject({ state: "asleep", processes: [] })
      installs.push(install.data)
    }
    await using session = await visit(installs[0])
    const { texts } = await session.run()
    expect(texts).toEqual([
      'first k-one $HOME "quoted" # not a comment',
      'attribute k-one $HOME "quoted" # not a comment',
      'key k-one $HOME "quoted" # not a comment',
      "section ada 5432",
      "env COUNT=7 RATE=10000000000.0 BIG=123456789012345678901234567890",
      "not env False False False",
      "optional False",
      "runs 0",
    ])
  })

  test("a save reaches the running process, the session stays, and removed numbers are gone", async () => {
    const id = version
    await using session = await visit(installs[0])
    await session.run()
    const { data, etag } = await client.call("versions.secrets.get", { params: { id } })
    expect(data.text).not.toContain("k-one")
    expect(data.text).toMatch(/^API_KEY = "<kept:[0-9a-f]{8}>"$/m)
    const text = data.text
      .replace(/^API_KEY = .*$/m, 'API_KEY = "k-two"')
      .replace(/^(COUNT|RATE) = .*\n/gm, "")
    const saved = await client.call("versions.secrets.put", {
      params: { id },
      body: { text },
      ifMatch: etag ?? "",
    })
    expect(saved.data.revision).toBe(2)
    expect(saved.data.processes).toMatchObject([{ install: installs[0]?.id, acknowledged: true }])
    const { texts } = await session.run()
    expect(texts).toContain("attribute k-two")
    expect(texts).toContain("first k-two")
    expect(texts).toContain("env BIG=123456789012345678901234567890")
    expect(texts).toContain("section ada 5432")
    expect(texts).toContain("runs 1")
  })

  test("with `rerun` an idle session shows the new value by itself", async () => {
    const id = version
    await using session = await visit(installs[0])
    await session.run()
    const { data, etag } = await client.call("versions.secrets.get", { params: { id } })
    const text = data.text.replace(/^API_KEY = .*$/m, 'API_KEY = "k-three"')
    const body = { text, sessions: "rerun" as const }
    const [next] = await Promise.all([
      session.nextRun(),
      client.call("versions.secrets.put", { params: { id }, body, ifMatch: etag ?? "" }),
    ])
    expect(next.texts).toContain("attribute k-three")
    expect(next.texts).toContain("runs 1")
  })

  test("a blank or broken save and a stale one are refused and change nothing", async () => {
    const id = version
    const before = await client.call("versions.secrets.get", { params: { id } })
    const put = async (text: string, ifMatch: string) =>
      await client
        .call("versions.secrets.put", { params: { id }, body: { text }, ifMatch })
        .catch((error: unknown) => error)
    const codes = [
      await put('API_KEY = ""\n[db]\nuser = "x"\n', before.etag ?? ""),
      await put('API_KEY = "x\n', before.etag ?? ""),
      await put('API_KEY = "y"\n[db]\nuser = "x"\n', '"1"'),
    ].map((error) =>
      error instanceof ProblemError ? [error.problem.status, error.problem.code] : "accepted",
    )
    expect(codes).toEqual([
      [422, "secrets.blank"],
      [422, "secrets.refused"],
      [412, "secrets.conflict"],
    ])
    const after = await client.call("versions.secrets.get", { params: { id } })
    expect(after.data).toEqual(before.data)
    await using session = await visit(installs[0])
    expect((await session.run()).texts).toContain("attribute k-three")
  })

  test("two installs of one version have settings of their own: a save in one changes that one only", async () => {
    const [one, two] = installs
    await using first = await visit(one)
    await using second = await visit(two)
    await Promise.all([first.run(), second.run()])
    const saved = await client.call("installs.secrets.put", {
      params: { id: two?.id ?? "" },
      body: { text: 'API_KEY = "of two"\n' },
      ifMatch: '"0"',
    })
    expect(saved.data.processes).toMatchObject([{ install: two?.id, acknowledged: true }])
    expect((await first.run()).texts).toContain("attribute k-three")
    expect((await second.run()).texts).toContain("attribute of two")
    const shown = await client.call("installs.get", { params: { id: two?.id ?? "" } })
    expect(shown.data.processes).toMatchObject([
      { revision: { version: 3, install: 1 }, behind: false },
    ])
  })

  async function visit(
    install: { url: string } | undefined,
  ): Promise<StreamlitSession & AsyncDisposable> {
    const session = await openSession({
      url: install?.url ?? "",
      connectTo: { host: "127.0.0.1", port: server.port },
      timeoutMs: 60_000,
      sessionIdSecond: streamlit === "1.23.1",
    })
    return Object.assign(session, { [Symbol.asyncDispose]: async () => await session.close() })
  }
})
