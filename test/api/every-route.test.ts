// Every route of the contract, asked by everybody and with bad input: the table of who may what is made from the descriptors,
// so a new route is in it without being listed.
import { join } from "node:path"

import { Client } from "@modkeep/contract/client"
import { openapi } from "@modkeep/contract/openapi"
import type { Route } from "@modkeep/contract/route"
import { routes } from "@modkeep/contract/routes"
import { scopes } from "@modkeep/contract/schemas/identity"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"

const everyRoute: [string, Route][] = Object.entries(routes)
const guarded = everyRoute.filter(([, { scope }]) => scope !== "public")
const withId = everyRoute.filter(([, { path }]) => path.includes("{id}"))

type Operations = Record<string, { responses: Record<string, { description: string }> }>
const document = openapi("", "0").paths as Record<string, Operations>

let server: ModkeepServer
let ids: Record<string, string>
let stranger: string
let member: string

beforeAll(async () => {
  server = await startServer()
  const { client } = server
  const repository = await makeRepository(join(server.folder, "repositories", "m"))
  await repository.commit(
    {
      "app.py": "import streamlit as st\nst.text(st.secrets.KEY)\n",
      "requirements.txt": "streamlit==1.40.2\n",
    },
    "2024-11-30T12:00:00Z",
  )
  const module = (
    await client.call("modules.create", { body: { name: "m", repository: repository.url } })
  ).data
  const version = (
    await client.call("versions.create", {
      params: { id: module.id },
      body: { secrets: 'KEY = "k-value-1"\n' },
    })
  ).data
  expect(await awaitVersion(client, version.id)).toMatchObject({ state: "ready" })
  const app = (await client.call("apps.create", { body: { name: "a" } })).data
  const install = (
    await client.call("installs.create", { params: { id: app.id }, body: { version: version.id } })
  ).data
  const token = (await client.call("tokens.create", { body: { name: "t", scopes: ["read"] } })).data
  const me = (await client.call("me.get", {})).data
  const owner = me.owners[0]?.id ?? ""
  ids = {
    modules: module.id,
    versions: version.id,
    apps: app.id,
    installs: install.id,
    tokens: token.id,
    owners: owner,
    people: me.user.id,
    me: "ses_00000000000000000000000000",
  }
  const other = (await client.call("owners.create", { body: { name: "others" } })).data
  stranger = await personOf(other.id, "Sam", "owner")
  member = await personOf(owner, "Mia", "member")
})
afterAll(async () => {
  await server.dispose()
})

/** Adds somebody new by name, signs them in with their link, and makes them a token of all scopes. */
async function personOf(owner: string, name: string, role: "owner" | "member"): Promise<string> {
  const added = await server.client.call("members.add", {
    params: { id: owner },
    body: { name, role },
  })
  const link = new URL(added.data.signInLink ?? "").searchParams.get("link") ?? ""
  const signedIn = await fetch(`${server.origin}/sign-in`, {
    method: "POST",
    headers: { origin: server.origin, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ link }),
  })
  expect(signedIn.status).toBe(200)
  const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? ""
  const made = await fetch(`${server.origin}/api/v1/tokens`, {
    method: "POST",
    headers: { origin: server.origin, cookie, "content-type": "application/json" },
    body: JSON.stringify({ name: "all", scopes }),
  })
  expect(made.status).toBe(201)
  return ((await made.json()) as { value: string }).value
}

interface Ask {
  readonly token?: string | undefined
  readonly body?: string
  readonly id?: string
  readonly headers?: Record<string, string>
}

/** What a route refuses with stands in its part of the OpenAPI document, under the status it is answered with. */
function expectDocumented(
  { method, path }: Pick<Route, "method" | "path">,
  status: number,
  text: string,
) {
  const [, code] = status < 400 ? [] : (/"code":"([a-z_.]+)","requestId"/.exec(text) ?? [])
  if (code === undefined || code === "request.not_found") return
  const said = document[path]?.[method.toLowerCase()]?.responses[String(status)]?.description ?? ""
  expect(said, `${method} ${path} answers ${status} ${code}`).toContain(`\`${code}\``)
}

async function ask(
  { method, path, ifMatch, body: schema }: Route,
  { token, body, id, headers }: Ask,
) {
  const kind = path.split("/")[1] ?? ""
  const filled = path
    .replace("{id}", encodeURIComponent(id ?? ids[kind] ?? ""))
    .replace("{n}", "1")
    .replace("{user}", "usr_00000000000000000000000000")
    .replace("{process}", "prc_00000000000000000000000000")
  const sent = new Headers({ accept: "application/json", ...headers })
  if (token !== undefined) sent.set("authorization", `Bearer ${token}`)
  if (ifMatch === true) sent.set("if-match", '"0"')
  const init: RequestInit = { method, headers: sent, redirect: "manual" }
  if (schema !== undefined) {
    sent.set("content-type", "application/json")
    init.body = body ?? "{}"
  }
  const response = await fetch(`${server.origin}/api/v1${filled}`, init)
  const text = await response.text()
  expectDocumented({ method, path }, response.status, text)
  return { status: response.status, text, type: response.headers.get("content-type") ?? "" }
}

describe.each(guarded)("%s", (name, route) => {
  test("without a sign-in, or with a token that opens nothing, it answers 401", async () => {
    for (const token of [undefined, "mk_nonsense", `mk_${"a".repeat(49)}`]) {
      expect(await ask(route, { token })).toMatchObject({
        status: 401,
        type: "application/problem+json",
      })
    }
  })

  test("a token without its scope gets 403", async () => {
    const { scope } = route
    if (scope === "any" || scope === "public") return
    const others = scopes.filter((candidate) => candidate !== scope)
    const made = await server.client.call("tokens.create", {
      body: { name: `not ${scope}`, scopes: [...others] },
    })
    const answer = await ask(route, { token: made.data.value })
    expect(answer.status, name).toBe(403)
    expect(answer.text).toContain("permission.denied")
  })
})

describe.each(withId)("%s", (_, route) => {
  test("another owner's id, an id of nothing and what is no id at all answer 404 alike", async () => {
    const prefix = (ids[route.path.split("/")[1] ?? ""] ?? "").slice(0, 4)
    const body = validBody(route)
    for (const [token, id] of [
      [stranger, undefined],
      [server.token, `${prefix}01jd0000000000000000000000`],
      [server.token, "../../etc/passwd"],
      [server.token, "' or 1=1 --"],
    ] as const) {
      const asked: Ask = {
        token,
        ...(id === undefined ? {} : { id }),
        ...(body === undefined ? {} : { body }),
      }
      const { status, text } = await ask(route, asked)
      // Whoever is no operator gets the same answer whatever the id.
      const expected = route.scope === "operator" && token === stranger ? 403 : 404
      expect([status, text.includes("k-value-1")]).toEqual([expected, false])
    }
  })
})

const changing = withId.filter(
  ([, { method, path }]) => method !== "GET" && !path.startsWith("/tokens"),
)

describe.each(changing)("%s", (name, route) => {
  test("a member who may only look is refused with 403 and changes nothing", async () => {
    if (name === "installs.link") return
    const body = validBody(route)
    const { status } = await ask(route, { token: member, ...(body === undefined ? {} : { body }) })
    expect([403, 404]).toContain(status)
    expect(
      (await server.client.call("versions.list", { params: { id: ids["modules"] ?? "" } })).data
        .items,
    ).toHaveLength(1)
  })
})

const withBody = everyRoute.filter(([, { body }]) => body !== undefined)

describe.each(withBody)("%s", (_, route) => {
  test("a body that cannot be one is 4xx with a reason, never 500", async () => {
    const bodies = [
      "",
      "{",
      "null",
      "[]",
      '"text"',
      "12",
      '{"__proto__":{"a":1}}',
      `{"name":"${"x".repeat(5000)}"}`,
      "\u0000",
    ]
    for (const body of bodies) {
      const { status, text } = await ask(route, { token: server.token, body })
      expect(status, `${body.slice(0, 30)} → ${text.slice(0, 200)}`).toBeLessThan(500)
    }
    const large = await ask(route, {
      token: server.token,
      body: JSON.stringify({ text: "x".repeat(1_100_000) }),
    })
    expect(large.status).toBe(413)
  })
})

test("no body whatever makes a route fail inside", async () => {
  const harmless = withBody.filter(([name]) => !/delete|remove/.test(name))
  const json = fc.object({
    key: fc.constantFrom(
      "name",
      "repository",
      "ref",
      "directory",
      "text",
      "secrets",
      "version",
      "query",
      "path",
      "reason",
      "scopes",
      "owner",
      "entrypoint",
      "python",
      "base",
    ),
    maxDepth: 2,
    values: [
      fc.string({ maxLength: 40 }),
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
      fc.string({ unit: "binary", maxLength: 20 }),
    ],
  })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...harmless), json, async ([name, route], body) => {
      const { status, text } = await ask(route, { token: server.token, body: JSON.stringify(body) })
      expect(status, `${name} ${JSON.stringify(body)} ${text}`).toBeLessThan(500)
    }),
    { numRuns: 300 },
  )
})

test("queries of lists are bounded and never fail inside", async () => {
  for (const [, { path, method, query }] of everyRoute) {
    if (method !== "GET" || query === undefined) continue
    const kind = path.split("/")[1] ?? ""
    const filled = path.replace("{id}", ids[kind] ?? "").replace("{n}", "1")
    for (const tail of [
      "limit=0",
      "limit=-1",
      "limit=1e9",
      "limit=x",
      "cursor=%00",
      "cursor='",
      `cursor=${"9".repeat(300)}`,
      "owner=x",
      "against=-1",
    ]) {
      const response = await fetch(`${server.origin}/api/v1${filled}?${tail}`, {
        headers: { authorization: `Bearer ${server.token}`, accept: "application/json" },
      })
      const { status } = response
      const isRefused = tail.startsWith("limit=") && "limit" in query.shape
      expect(isRefused ? status === 400 : status < 500, `${filled}?${tail}: ${status}`).toBe(true)
      await response.body?.cancel()
    }
  }
})

test("a change with a cookie is taken from the console's own origin only", async () => {
  const link = await signInLinkOf()
  const signedIn = await fetch(`${server.origin}/sign-in`, {
    method: "POST",
    headers: { origin: server.origin, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ link }),
  })
  const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? ""
  const create = async (headers: Record<string, string>) =>
    (
      await fetch(`${server.origin}/api/v1/apps`, {
        method: "POST",
        headers: { cookie, "content-type": "application/json", ...headers },
        body: JSON.stringify({ name: `from ${headers["origin"]}` }),
      })
    ).status
  expect(await create({})).toBe(403)
  expect(await create({ origin: "null" })).toBe(403)
  expect(await create({ origin: "https://evil.example" })).toBe(403)
  expect(await create({ origin: `${server.origin}.evil.example` })).toBe(403)
  expect(await create({ origin: server.origin })).toBe(201)
})

async function signInLinkOf(): Promise<string> {
  const owner = ids["owners"] ?? ""
  const added = await server.client.call("members.add", {
    params: { id: owner },
    body: { name: "Kim", role: "owner" },
  })
  return new URL(added.data.signInLink ?? "").searchParams.get("link") ?? ""
}

test("the client's answers are those of the document: every path of OpenAPI is a route and the other way round", async () => {
  const document = (await (await fetch(`${server.origin}/api/v1/openapi.json`)).json()) as {
    openapi: string
    paths: Record<string, Record<string, unknown>>
  }
  expect(document.openapi).toBe("3.1.0")
  const listed = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  )
  expect(listed.sort()).toEqual(
    everyRoute.map(([, { method, path }]) => `${method.toLowerCase()} ${path}`).sort(),
  )
})

test("a repeated POST with one Idempotency-Key makes one thing and gives one answer; another body is refused", async () => {
  const client = new Client({ server: server.origin, token: server.token })
  const first = await client.call("apps.create", {
    body: { name: "once" },
    idempotencyKey: "key-1",
  })
  const again = await client.call("apps.create", {
    body: { name: "once" },
    idempotencyKey: "key-1",
  })
  expect(again.data).toEqual(first.data)
  await expect(
    client.call("apps.create", { body: { name: "other" }, idempotencyKey: "key-1" }),
  ).rejects.toMatchObject({
    problem: { status: 422, code: "idempotency.other_body" },
  })
  await client.call("tokens.create", {
    body: { name: "t1", scopes: ["read"] },
    idempotencyKey: "key-2",
  })
  await expect(
    client.call("tokens.create", {
      body: { name: "t1", scopes: ["read"] },
      idempotencyKey: "key-2",
    }),
  ).rejects.toMatchObject({ problem: { status: 409, code: "idempotency.not_repeatable" } })
})

/** A body that passes the route's schema, so that what is refused is refused for who asks. */
function validBody({ path, body }: Route): string | undefined {
  if (body === undefined) return undefined
  const id = (prefix: string) => `${prefix}_01jd0000000000000000000000`
  const candidates: unknown[] = [
    {},
    { name: "n" },
    { text: 'KEY = "x"' },
    { owner: id("own") },
    { version: ids["versions"] },
    { process: id("prc") },
    { path: "KEY", reason: "test" },
    { kind: "https-token", value: "x" },
  ]
  const fitting = candidates.find((candidate) => body.safeParse(candidate).success)
  expect(fitting, `a body for ${path}`).toBeDefined()
  return JSON.stringify(fitting)
}
