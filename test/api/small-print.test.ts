// The small print of the API: what is promised beside the answer itself, asked of a real server.
import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

import { Client } from "@modkeep/contract/client"
import { routes } from "@modkeep/contract/routes"
import type { Route } from "@modkeep/contract/route"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository, type ModuleRepository } from "../support/module-repository.ts"

let server: ModkeepServer
let client: Client
let repository: ModuleRepository
let owner: string
let module: string
let app: string
let version: string

beforeAll(async () => {
  server = await startServer()
  client = server.client
  repository = await makeRepository(join(server.folder, "repositories", "m"))
  await repository.commit(
    {
      "app.py": "import streamlit as st\nst.text(str(st.secrets.to_dict()))\n",
      "requirements.txt": "streamlit==1.40.2\n",
      ".streamlit/secrets.toml": 'KEY = ""\n',
    },
    "2024-11-30T12:00:00Z",
  )
  owner = (await client.call("me.get", {})).data.owners[0]?.id ?? ""
  module = await newModule("m")
  app = (await client.call("apps.create", { body: { name: "a" } })).data.id
  version = await newVersion('KEY = "k-value-1"\n')
})
afterAll(async () => {
  await server.dispose()
})

async function newModule(name: string, more: Record<string, string> = {}): Promise<string> {
  const body = { name, repository: repository.url, ...more }
  return (await client.call("modules.create", { body })).data.id
}

async function newVersion(secrets: string, of = module): Promise<string> {
  const created = await client.call("versions.create", { params: { id: of }, body: { secrets } })
  expect(await awaitVersion(client, created.data.id)).toMatchObject({ state: "ready" })
  return created.data.id
}

async function newInstall(of = version, more: Record<string, unknown> = {}): Promise<string> {
  const body = { version: of, name: randomUUID(), ...more }
  return (await client.call("installs.create", { params: { id: app }, body })).data.id
}

/** Signs somebody new in to the console. */
async function newPerson(
  of: string,
  role: "owner" | "member",
): Promise<{ user: string; cookie: string }> {
  const body = { name: randomUUID(), role }
  const { data } = await client.call("members.add", { params: { id: of }, body })
  const link = new URL(data.signInLink ?? "").searchParams.get("link") ?? ""
  const answer = await signIn({ link })
  return { user: data.user, cookie: (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "" }
}

async function signIn(form: Record<string, string>): Promise<Response> {
  return await fetch(`${server.origin}/sign-in`, {
    method: "POST",
    headers: { origin: server.origin, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form),
  })
}

async function withCookie(cookie: string, path: string, body: unknown): Promise<Response> {
  return await fetch(`${server.origin}/api/v1${path}`, {
    method: "POST",
    headers: { cookie, origin: server.origin, "content-type": "application/json" },
    body: JSON.stringify(body),
  })
}

/** Writes beside the server: for times that a test cannot wait for. */
function inDatabase(sql: string): void {
  const db = new DatabaseSync(join(server.data, "modkeep.db"))
  db.exec(sql)
  db.close()
}

describe("people and tokens", () => {
  test("the last member who may manage an owner cannot be made one who may only look", async () => {
    const { user } = (await client.call("me.get", {})).data
    const body = { user: user.id, role: "member" as const }
    await expect(client.call("members.add", { params: { id: owner }, body })).rejects.toMatchObject(
      { problem: { status: 409, code: "member.last" } },
    )
    expect((await client.call("me.get", {})).data.owners[0]?.role).toBe("owner")
  })

  test("a token lives no longer than the token that made it", async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
    const short = await client.call("tokens.create", {
      body: { name: "short", scopes: ["tokens", "read"], expiresAt },
    })
    const made = await new Client({ server: server.origin, token: short.data.value }).call(
      "tokens.create",
      { body: { name: "long", scopes: ["read"] } },
    )
    expect(made.data.expiresAt).toBe(short.data.expiresAt)
  })

  test("an old sign-in neither reads a value nor makes itself a token that may", async () => {
    const { cookie } = await newPerson(owner, "owner")
    inDatabase("update sessions set authenticated_at = authenticated_at - 660000")
    const reveal = await withCookie(cookie, `/versions/${version}/secrets/reveal`, {
      path: "KEY",
      reason: "test",
    })
    expect([reveal.status, await reveal.json()]).toMatchObject([401, { code: "sign_in.stale" }])
    const token = await withCookie(cookie, "/tokens", { name: "t", scopes: ["reveal"] })
    expect(token.status).toBe(401)
    expect((await withCookie(cookie, "/tokens", { name: "t", scopes: ["read"] })).status).toBe(201)
  })

  test("what a person does for themselves is in the log that their owner sees: tokens, signing in and out", async () => {
    const { user, cookie } = await newPerson(owner, "owner")
    await fetch(`${server.origin}/sign-out`, {
      method: "POST",
      headers: { cookie, origin: server.origin },
    })
    const { id } = (
      await client.call("tokens.create", { body: { name: "seen", scopes: ["read"] } })
    ).data
    const seen = async (subject: string) =>
      (await client.call("audit.list", { query: { subject, limit: 50 } })).data.items
    expect((await seen(id)).map(({ action }) => action)).toContain("token.create")
    expect((await seen(user)).map(({ action, actor }) => [action, actor.id])).toEqual([
      ["session.end", user],
      ["session.begin", user],
      ["member.add", expect.stringMatching(/^usr_/)],
    ])
  })

  test("values are read twenty times an hour and person, then the answer says when again", async () => {
    const { cookie } = await newPerson(owner, "owner")
    const answers: Response[] = []
    for (let n = 0; n < 21; n++) {
      const path = `/versions/${version}/secrets/reveal`
      answers.push(await withCookie(cookie, path, { path: "KEY", reason: "test" }))
    }
    expect(answers.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 20 }, () => 200),
      429,
    ])
    expect(Number(answers.at(-1)?.headers.get("retry-after"))).toBeGreaterThan(3_500)
  })

  test("sign-ins are limited by address, and a body that is no form of ours is not read", async () => {
    expect((await signIn({ link: "x".repeat(1_100_000) })).status).toBe(413)
    const answers: Response[] = []
    for (let n = 0; n < 6; n++) answers.push(await signIn({ link: `wrong-${n}` }))
    expect(answers.at(-1)?.status).toBe(429)
  })
})

describe("repeats", () => {
  test("every POST that changes something takes an Idempotency-Key", () => {
    const without = Object.entries<Route>(routes)
      .filter(([, { method, idempotency }]) => method === "POST" && idempotency === undefined)
      .map(([name]) => name)
    // These three look and change nothing.
    const looks = /\.check$|^templates\.|^versions\.environment$/
    expect(without.filter((name) => !looks.test(name))).toEqual([])
  })

  test("a repeated restore makes one revision and answers with the same revision and ETag", async () => {
    const id = await newVersion('KEY = "one"\n')
    const params = { id }
    await client.call("versions.secrets.put", {
      params,
      body: { text: 'KEY = "two"\n' },
      ifMatch: '"1"',
    })
    const restore = async () =>
      await client.call("versions.secrets.restore", {
        params: { id, n: 1 },
        ifMatch: '"2"',
        idempotencyKey: `restore-${id}`,
      })
    const first = await restore()
    expect(first).toMatchObject({ data: { revision: 3 }, etag: '"3"' })
    expect(await restore()).toEqual(first)
  })

  test("a list goes on where its cursor says; a cursor that no list gave is refused", async () => {
    const params = { id: version }
    const whole = (await client.call("versions.events", { params })).data.items
    const paged: unknown[] = []
    let cursor: string | undefined
    do {
      const query = { limit: 2, ...(cursor === undefined ? {} : { cursor }) }
      const page = (await client.call("versions.events", { params, query })).data
      paged.push(...page.items)
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(paged).toEqual(whole)
    await expect(
      client.call("versions.events", { params, query: { cursor: "x" } }),
    ).rejects.toMatchObject({ problem: { status: 400 } })
  })

  test("events resume after Last-Event-ID and end with the build", async () => {
    const params = { id: version }
    const seen: string[] = []
    for await (const { id } of client.events("versions.events", { params })) seen.push(id)
    const rest: string[] = []
    const lastEventId = seen[1] ?? ""
    for await (const { id } of client.events("versions.events", { params, lastEventId }))
      rest.push(id)
    expect(rest).toEqual(seen.slice(2))
  })

  test("a list of another owner's things is no empty list: there is no such owner", async () => {
    const query = { owner: "own_01jd0000000000000000000000" }
    for (const name of ["modules.list", "apps.list", "audit.list"] as const) {
      await expect(client.call(name, { query })).rejects.toMatchObject({
        problem: { status: 404, code: "owner.not_found" },
      })
    }
  })
})

describe("installs", () => {
  test("an upgrade that brings secrets while a revision is staged is refused whole: the version stays", async () => {
    const id = await newInstall()
    await client.call("installs.secrets.put", {
      params: { id },
      body: { text: 'KEY = "mine"\n', stage: true },
      ifMatch: '"0"',
    })
    const next = await newVersion('KEY = "k2"\n')
    await expect(
      client.call("installs.upgrade", {
        params: { id },
        body: { version: next, secrets: 'KEY = "other"\n' },
      }),
    ).rejects.toMatchObject({ problem: { status: 409, code: "secrets.staged" } })
    expect((await client.call("installs.get", { params: { id } })).data.version).toBe(version)
  })

  test("a check of an upgrade names what the new template changes and what stands in the way, and moves nothing", async () => {
    const own = await makeRepository(join(server.folder, "repositories", "drift"))
    const files = {
      "app.py": "import streamlit as st\nst.text(1)\n",
      "requirements.txt": "streamlit==1.40.2\n",
    }
    const at = "2024-11-30T12:00:00Z"
    await own.commit({ ...files, ".streamlit/secrets.toml": 'API_KEY = ""\nOLD = 1\n' }, at)
    const body = { name: "drift", repository: own.url }
    const of = (await client.call("modules.create", { body })).data.id
    const id = await newInstall(await newVersion('API_KEY = "k"\nOLD = 1\n', of))
    await own.commit(
      { ...files, ".streamlit/secrets.toml": 'API_KEY = ""\n# @install\nNEW = ""\n' },
      at,
    )
    const next = await newVersion('API_KEY = "k"\n# @install\nNEW = ""\n', of)
    const check = async (more: { secrets?: string }) =>
      (
        await client.call("installs.upgrade.check", {
          params: { id },
          body: { version: next, ...more },
        })
      ).data
    expect(await check({})).toMatchObject({
      changes: { added: ["NEW"], removed: ["OLD"], renamed: [], retyped: [] },
      diagnostics: [{ code: "secret.blank", keyPath: ["NEW"] }],
    })
    expect((await check({ secrets: 'NEW = "mine"\n' })).diagnostics).toEqual([])
    expect((await client.call("installs.get", { params: { id } })).data.version).not.toBe(next)
    const listed = await client.call("versions.list", { params: { id: of }, query: { number: 2 } })
    expect(listed.data.items.map((found) => found.id)).toEqual([next])
  })

  test("a version's text that would leave an install of it blank is refused, saved or staged, and tells how many", async () => {
    const of = await newVersion('KEY = "k"\n# @install\nOWN = "default"\n# @optional\nMORE = ""\n')
    const params = { id: of }
    const save = async (text: string, more: { stage?: boolean } = {}) => {
      const { etag = "" } = await client.call("versions.secrets.get", { params })
      return await client
        .call("versions.secrets.put", { params, ifMatch: etag, body: { text, ...more } })
        .catch((cause: unknown) => cause)
    }
    const blank = 'KEY = "k"\n# @install\nOWN = ""\n# @optional\nMORE = ""\n'
    // With nobody there, or with everybody having their own, nobody is left blank.
    const own = await newInstall(of, { secrets: 'OWN = "mine"\n' })
    expect(await save(blank)).toMatchObject({ data: { revision: 2 } })
    expect(await save(blank.replace('OWN = ""', 'OWN = "default"'))).toMatchObject({
      data: { revision: 3 },
    })
    await newInstall(of)
    await newInstall(of, { secrets: 'MORE = ""\n' })
    const refusal = {
      problem: {
        code: "secrets.blank",
        diagnostics: [
          {
            code: "secret.blank",
            keyPath: ["OWN"],
            message: "OWN would have no value in 2 installs of this version",
            range: { line: 3, column: 7, endLine: 3, endColumn: 9 },
          },
        ],
      },
    }
    expect(await save(blank)).toMatchObject(refusal)
    expect(await save(blank, { stage: true })).toMatchObject(refusal)
    expect(await save('KEY = "k"\n# @install\nOWN = "default"\nMORE = "m"\n')).toMatchObject({
      problem: { diagnostics: [{ code: "secret.blank", keyPath: ["MORE"] }] },
    })
    expect((await client.call("installs.get", { params: { id: own } })).data.state).toBe("asleep")
  })

  test("a text from before a key was sealed is not made current again", async () => {
    const of = await newVersion('KEY = "k"\nOWN = "open"\n')
    const params = { id: of }
    const save = async (text: string) => {
      const { etag = "" } = await client.call("versions.secrets.get", { params })
      await client.call("versions.secrets.put", { params, ifMatch: etag, body: { text } })
    }
    const restore = async (n: number) => {
      const { etag = "" } = await client.call("versions.secrets.get", { params })
      return await client
        .call("versions.secrets.restore", { params: { id: of, n }, ifMatch: etag, body: {} })
        .catch((cause: unknown) => cause)
    }
    await save('KEY = "k"\n# @sealed\nOWN = "closed"\n')
    await save('KEY = "other"\n')
    expect(await restore(1)).toMatchObject({
      problem: {
        code: "secrets.refused",
        diagnostics: [{ code: "reference.sealed", keyPath: ["OWN"] }],
      },
    })
    expect(await restore(2)).toMatchObject({ data: { revision: 4 } })
    const body = { path: "OWN", reason: "test" }
    await expect(client.call("versions.secrets.reveal", { params, body })).rejects.toMatchObject({
      problem: { code: "secrets.key_sealed" },
    })
  })

  test("what the version's author marked @sealed is not read from an install's document either", async () => {
    const of = await newVersion('KEY = "k"\n# @install\n# @sealed\nOWN = ""\n')
    const id = await newInstall(of, { secrets: 'OWN = "mine"\n' })
    const body = { path: "OWN", reason: "test" }
    await expect(
      client.call("installs.secrets.reveal", { params: { id }, body }),
    ).rejects.toMatchObject({ problem: { status: 403, code: "secrets.key_sealed" } })
  })
})

describe("a key that a version seals and the next one does not", () => {
  const sealing = 'KEY = "k"\n# @install\n# @sealed\nOWN = ""\n'
  const open = 'KEY = "k"\n# @install\nOWN = ""\n'
  const refused = {
    problem: {
      code: "secrets.refused",
      diagnostics: [{ code: "reference.sealed", keyPath: ["OWN"] }],
    },
  }
  const reveal = async (id: string) =>
    await client.call("installs.secrets.reveal", {
      params: { id },
      body: { path: "OWN", reason: "test" },
    })

  test("keeps its value sealed: the install moves with the mark in its own document, or with a new value", async () => {
    const next = await newVersion(open)
    const from = await newVersion(sealing)
    const params = { id: await newInstall(from, { secrets: 'OWN = "mine"\n' }) }
    const upgrade = async (secrets?: string) =>
      await client.call("installs.upgrade", {
        params,
        body: { version: next, ...(secrets === undefined ? {} : { secrets }) },
      })
    await expect(upgrade()).rejects.toMatchObject(refused)
    const { text } = (await client.call("installs.secrets.get", { params })).data
    await expect(upgrade(text)).rejects.toMatchObject(refused)
    const checked = await client.call("installs.upgrade.check", { params, body: { version: next } })
    expect(checked.data.diagnostics).toMatchObject(refused.problem.diagnostics)

    await upgrade(`# @sealed\n${text}`)
    await expect(reveal(params.id)).rejects.toMatchObject({
      problem: { code: "secrets.key_sealed" },
    })
    const other = { id: await newInstall(from, { secrets: 'OWN = "mine"\n' }) }
    const body = { version: next, secrets: 'OWN = "another"\n' }
    await client.call("installs.upgrade", { params: other, body })
    expect((await reveal(other.id)).data.value).toBe('"another"')
  })
})

describe("modules", () => {
  test("a template names the Python that its commit asks for", async () => {
    const own = await makeRepository(join(server.folder, "repositories", "python"))
    await own.commit(
      {
        "app.py": "import streamlit as st\nst.text(1)\n",
        "requirements.txt": "streamlit==1.40.2\n",
        ".python-version": "3.11\n",
      },
      "2024-11-30T12:00:00Z",
    )
    const { data } = await client.call("templates.create", { body: { repository: own.url } })
    expect(data.python).toBe("3.11")
  })

  test("a change that changes nothing is no entry in the log", async () => {
    const of = await newModule(randomUUID())
    const at = await newInstall()
    await client.call("modules.update", { params: { id: of }, body: {} })
    await client.call("installs.update", { params: { id: at }, body: {} })
    for (const subject of [of, at]) {
      const { items } = (await client.call("audit.list", { query: { subject } })).data
      expect(items.map(({ action }) => action)).toEqual([expect.stringMatching(/\.create$/)])
    }
  })

  test("a date that no calendar has is refused before anything is stored", async () => {
    const body = { secrets: 'KEY = "k"\n', resolveAs: "2024-99-99" }
    await expect(
      client.call("versions.create", { params: { id: module }, body }),
    ).rejects.toMatchObject({ problem: { status: 400 } })
  })

  test("a module whose script has moved still shows its template and its drift", async () => {
    const of = await newModule(randomUUID(), { entrypoint: "gone.py" })
    const template = (await client.call("templates.create", { body: { module: of } })).data
    expect(template).toMatchObject({ entrypoint: "app.py", template: { found: true } })
    expect((await client.call("modules.drift", { params: { id: of } })).data.behind).toBe(true)
    await expect(
      client.call("versions.create", { params: { id: of }, body: { secrets: 'KEY = "k"\n' } }),
    ).rejects.toMatchObject({ problem: { status: 422, code: "version.entrypoint" } })
  })

  test("a credential in the template is never a default: it is asked for, also when secrets are left out", async () => {
    const leaked = `ghp_${"a1B2".repeat(9)}`
    const own = await makeRepository(join(server.folder, "repositories", "leak"))
    await own.commit(
      {
        "app.py": "import streamlit as st\nst.text(st.secrets.TOKEN)\n",
        "requirements.txt": "streamlit==1.40.2\n",
        ".streamlit/secrets.toml": `TOKEN = "${leaked}"\n`,
      },
      "2024-11-30T12:00:00Z",
    )
    const of = await newModule(randomUUID(), { repository: own.url })
    const template = (await client.call("templates.create", { body: { module: of } })).data.template
    expect([template.text, JSON.stringify(template)]).toEqual([
      'TOKEN = ""\n',
      expect.not.stringContaining(leaked),
    ])
    await expect(
      client.call("versions.create", { params: { id: of }, body: {} }),
    ).rejects.toMatchObject({ problem: { status: 422, code: "version.secrets_blank" } })
    expect((await client.call("versions.list", { params: { id: of } })).data.items).toEqual([])
  })

  test("whoever got a share sees ready versions only, installs them, and reads nothing of their secrets", async () => {
    const of = await newModule(randomUUID())
    const ready = await newVersion('KEY = "author-value"\n', of)
    const team = (await client.call("owners.create", { body: { name: "team" } })).data.id
    const { value } = (
      await client.call("tokens.create", {
        body: { name: "team", scopes: ["read", "install", "secrets", "reveal"], owner: team },
      })
    ).data
    const theirs = new Client({ server: server.origin, token: value })
    await client.call("modules.shares.add", { params: { id: of }, body: { owner: team } })
    await client.call("versions.create", {
      params: { id: of },
      body: { secrets: 'KEY = "k"\n', extraPackages: ["no-such-package-zz==1.0"] },
    })
    const shown = (await theirs.call("modules.get", { params: { id: of } })).data
    expect(shown.latest).toEqual({ number: 1, state: "ready" })
    const listed = (await theirs.call("versions.list", { params: { id: of } })).data.items
    expect(listed.map(({ id, installs }) => [id, installs])).toEqual([[ready, 0]])
    for (const name of ["versions.secrets.get", "versions.secrets.revisions"] as const) {
      await expect(theirs.call(name, { params: { id: ready } })).rejects.toMatchObject({
        problem: { status: 404 },
      })
    }
    const keys = (await theirs.call("versions.keys", { params: { id: ready } })).data.items
    expect(keys).toMatchObject([{ path: "KEY", set: true, required: false }])
    expect(JSON.stringify(keys)).not.toContain("author-value")
    const room = (await client.call("apps.create", { body: { name: "t", owner: team } })).data.id
    const placed = await theirs.call("installs.create", {
      params: { id: room },
      body: { version: ready },
    })
    const items = (
      await theirs.call("installs.secrets.effective", { params: { id: placed.data.id } })
    ).data.items
    expect(JSON.stringify(items)).not.toContain("author-value")
    expect(items).toMatchObject([{ path: "KEY", origin: "version" }])
    const own = await theirs.call("installs.secrets.get", { params: { id: placed.data.id } })
    expect(own.data).toMatchObject({ revision: 0, text: "" })
  })
})
