// The account behind a sign-in: from the first link to a password, and everything that must not work on the way.
import { execFile } from "node:child_process"
import { readFile, readdir } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"

import { Client } from "@modkeep/contract/client"
import { ProblemError } from "@modkeep/contract/problem-error"
import { scopes } from "@modkeep/contract/schemas/identity"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { Browser } from "../support/browser-session.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"

const execute = promisify(execFile)
const password = "mossy anvil quiet tide"
let server: ModkeepServer
/** Signed in with the link of the first start, with a password since. */
let first: Browser

beforeAll(async () => {
  server = await startServer({
    settings: { MODKEEP_TRUSTED_PROXIES: "127.0.0.1", MODKEEP_LOG_LEVEL: "debug" },
  })
  first = new Browser(server.origin)
})
afterAll(async () => {
  await server.dispose()
})

function firstLink(): string {
  const link = /^ {2}sign in +(\S+)$/m.exec(server.output)?.[1]
  if (link === undefined) throw new Error(`No link in:\n${server.output}`)
  return link
}

/** Invites somebody and signs them in with their link. */
async function invited(name: string): Promise<Browser> {
  const { data } = await first.call("people.create", { body: { name } })
  const browser = new Browser(server.origin)
  await browser.call("session.begin", { body: { link: data.signInLink } })
  return browser
}

/** The fault that the call ends with; undefined when it does what it should not. */
async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return await work.then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof ProblemError ? thrown.problem.code : String(thrown)),
  )
}

describe("the first start", () => {
  test("is told to anybody, with the version and with nobody signed in", async () => {
    const { data } = await new Browser(server.origin).call("session.get", {})
    expect(data).toEqual({ user: null, isFirstStart: true, version: "0.1.0" })
  })

  test("a link signs in once, with a cookie that scripts and other hosts never see", async () => {
    const link = firstLink()
    const answer = await first.send("POST", "/session", { link })
    expect(answer.status).toBe(204)
    expect(answer.headers.get("set-cookie")).toMatch(
      /^__Host-modkeep-console=[0-9A-Za-z]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/,
    )
    const { data } = await first.call("session.get", {})
    expect(data.user).toMatchObject({
      name: "owner",
      isOperator: true,
      hasPassword: false,
      via: "link",
    })
    expect(await codeOf(new Browser(server.origin).call("session.begin", { body: { link } }))).toBe(
      "sign_in.link_spent",
    )
  })

  test("the person takes a name and a password; afterwards it is no first start any more", async () => {
    const { data } = await first.call("me.update", { body: { name: "Ada Lovelace" } })
    expect(data.user).toMatchObject({ name: "Ada Lovelace", isOperator: true })
    expect(await codeOf(first.call("password.set", { body: { password: "AdaLovelace1" } }))).toBe(
      "password.weak",
    )
    await first.call("password.set", { body: { password } })
    const after = (await first.call("session.get", {})).data
    expect(after).toMatchObject({ isFirstStart: false, user: { hasPassword: true } })
  })

  test("the recovery key is the root key's file, given for a reason and recorded before it leaves", async () => {
    expect(await codeOf(first.call("keys.recovery.export", { body: { reason: "  " } }))).toBe(
      "request.malformed",
    )
    const { data } = await first.call("keys.recovery.export", { body: { reason: "first start" } })
    expect(data.key).toBe(await readFile(join(server.data, "root.key"), "utf8"))
    const log = (await first.call("audit.list", { query: { action: "keys.recovery.export" } })).data
    expect(log.items).toHaveLength(1)
    expect(JSON.stringify(log)).not.toContain(data.key.trim().slice(-20))
    const repeat = { body: { reason: "again" }, idempotencyKey: "k-1" }
    await first.call("keys.recovery.export", repeat)
    expect(await codeOf(first.call("keys.recovery.export", repeat))).toBe(
      "idempotency.not_repeatable",
    )
  })

  test("the operator says that the key is safe, and the state tells since when", async () => {
    const before = (await first.call("keys.get", {})).data
    expect(before).toMatchObject({ term: 1, kind: "file", recoveryAcknowledgedAt: null })
    const after = (await first.call("keys.recovery.acknowledge", {})).data
    expect(Date.parse(after.recoveryAcknowledgedAt ?? "")).toBeGreaterThan(
      Date.parse(before.createdAt),
    )
    expect((await first.call("keys.get", {})).data).toEqual(after)
  })
})

describe("a password", () => {
  test("signs in by a name in whatever capitals, as a new session each time", async () => {
    const browser = new Browser(server.origin)
    await browser.call("session.begin", { body: { name: " ADA lovelace ", password } })
    const cookie = browser.cookie
    expect((await browser.call("session.get", {})).data.user).toMatchObject({ via: "password" })
    await browser.call("session.begin", { body: { name: "ada lovelace", password } })
    expect(browser.cookie).not.toBe(cookie)
    const old = new Browser(server.origin)
    old.cookie = cookie
    expect((await old.call("session.get", {})).data.user).toBeNull()
  })

  test("that is wrong, a name that nobody has and one without a password get one and the same answer", async () => {
    await first.call("people.create", { body: { name: "No Password" } })
    const answers: object[] = []
    for (const [name, typed] of [
      ["Ada Lovelace", "wrong wrong wrong"],
      ["Nobody At All", password],
      ["No Password", password],
    ]) {
      const browser = new Browser(server.origin)
      const answer = await browser.send("POST", "/session", { name, password: typed })
      const { requestId: _, ...problem } = JSON.parse(await answer.text()) as { requestId: string }
      answers.push(problem)
      expect(answer.headers.get("set-cookie")).toBeNull()
    }
    expect(answers[0]).toMatchObject({ status: 401, code: "sign_in.refused" })
    expect(answers).toEqual([answers[0], answers[0], answers[0]])
  })

  test("is taken from the console's own origin only", async () => {
    for (const origin of [null, "null", "https://evil.example", `${server.origin}.evil`]) {
      const browser = new Browser(server.origin, { origin })
      const answer = await browser.send("POST", "/session", { name: "Ada Lovelace", password })
      expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null])
    }
  })

  test("is changed with the current one, which ends every other session and link of the person", async () => {
    const bob = await invited("Bob")
    await bob.call("password.set", { body: { password } })
    const elsewhere = new Browser(server.origin)
    await elsewhere.call("session.begin", { body: { name: "bob", password } })
    expect(
      await codeOf(elsewhere.call("password.set", { body: { password: "another mossy anvil" } })),
    ).toBe("sign_in.refused")
    expect(
      await codeOf(
        elsewhere.call("password.set", {
          body: { current: "wrong one", password: "another mossy" },
        }),
      ),
    ).toBe("sign_in.refused")
    const id = (await bob.call("me.get", {})).data.user.id
    const link = (await first.call("people.link", { params: { id } })).data.signInLink
    await elsewhere.call("password.set", {
      body: { current: password, password: "another mossy anvil" },
    })
    expect(await codeOf(bob.call("me.get", {}))).toBe("sign_in.required")
    expect(await codeOf(bob.call("session.begin", { body: { link } }))).toBe("sign_in.link_spent")
    expect((await elsewhere.call("me.get", {})).data.user.name).toBe("Bob")
    expect(await codeOf(bob.call("session.begin", { body: { name: "bob", password } }))).toBe(
      "sign_in.refused",
    )
    await bob.call("session.begin", { body: { name: "bob", password: "another mossy anvil" } })
  })

  test("is set and asked for by a person in a browser, never by a token", async () => {
    const { client } = server
    expect(await codeOf(client.call("password.set", { body: { password } }))).toBe(
      "permission.denied",
    )
    expect(await codeOf(client.call("session.refresh", { body: { password } }))).toBe(
      "permission.denied",
    )
    expect(await codeOf(client.call("me.update", { body: { name: "Eve" } }))).toBe(
      "permission.denied",
    )
  })

  test("shows again who one is; a wrong one does not", async () => {
    const before = (await first.call("session.get", {})).data.user?.freshUntil ?? ""
    expect(await codeOf(first.call("session.refresh", { body: { password: "wrong" } }))).toBe(
      "sign_in.refused",
    )
    await first.call("session.refresh", {
      body: { password },
      idempotencyKey: "once-as-a-page-sends-it",
    })
    const after = (await first.call("session.get", {})).data.user?.freshUntil ?? ""
    expect(Date.parse(after)).toBeGreaterThan(Date.parse(before))
    const fresh = await invited("Carl")
    expect(await codeOf(fresh.call("session.refresh", { body: { password } }))).toBe(
      "sign_in.no_password",
    )
  })

  test("guessing ends after five tries a minute, by address and by person", async () => {
    const guesser = new Browser(server.origin)
    const codes: number[] = []
    for (let n = 0; n < 6; n += 1) {
      const answer = await guesser.send("POST", "/session", { name: "ada", password: `guess ${n}` })
      codes.push(answer.status)
    }
    expect(codes).toEqual([401, 401, 401, 401, 401, 429])
    const dora = await invited("Dora")
    await dora.call("password.set", { body: { password } })
    const tries: number[] = []
    for (let n = 0; n < 6; n += 1)
      tries.push((await dora.send("POST", "/session/fresh", { password: `guess ${n}` })).status)
    expect(tries).toEqual([401, 401, 401, 401, 401, 429])
  })
})

describe("sessions", () => {
  test("are listed with what the browser calls itself, and ended by their holder alone", async () => {
    const emil = await invited("Emil")
    await emil.call("password.set", { body: { password } })
    const other = new Browser(server.origin)
    await other.call("session.begin", { body: { name: "emil", password } })
    const { items } = (await emil.call("sessions.list", {})).data
    expect(items).toMatchObject([
      { kind: "console", isCurrent: false, browser: "test browser" },
      { kind: "console", isCurrent: true },
    ])
    const id = items[0]?.id ?? ("" as never)
    expect(await codeOf(first.call("sessions.delete", { params: { id } }))).toBe(
      "session.not_found",
    )
    await emil.call("sessions.delete", { params: { id } })
    expect(await codeOf(other.call("me.get", {}))).toBe("sign_in.required")
    expect((await emil.call("sessions.list", { query: { limit: 1 } })).data).toMatchObject({
      items: [{ isCurrent: true }],
      next: null,
    })
  })

  test("that are ended leave a cookie that opens nothing", async () => {
    const finn = await invited("Finn")
    const { cookie } = finn
    await finn.call("session.end", {})
    expect(finn.cookie).toBeUndefined()
    finn.cookie = cookie
    expect(await codeOf(finn.call("me.get", {}))).toBe("sign_in.required")
  })
})

describe("people", () => {
  test("are invited with an owner of their own, and names that sign-in takes for the same are refused", async () => {
    const { data } = await first.call("people.create", { body: { name: "Gina" } })
    expect(data).toMatchObject({
      name: "Gina",
      isOperator: false,
      hasPassword: false,
      owners: [{ name: "Gina", role: "owner" }],
      signedInAt: null,
    })
    expect(await codeOf(first.call("people.create", { body: { name: "ＧINA" } }))).toBe(
      "user.name_taken",
    )
    expect(await codeOf(first.call("me.update", { body: { name: "gina" } }))).toBe(
      "user.name_taken",
    )
    const listed = (await first.call("people.list", { query: { name: "gin" } })).data
    expect(listed.items.map(({ name }) => name)).toEqual(["Gina"])
  })

  test("who are no operators see neither people nor keys, with a session or a token of every scope", async () => {
    const hugo = await invited("Hugo")
    const id = (await hugo.call("me.get", {})).data.user.id
    const { value } = (
      await hugo.call("tokens.create", { body: { name: "all", scopes: [...scopes] } })
    ).data
    for (const client of [hugo, new Client({ server: server.origin, token: value })]) {
      const works = [
        client.call("people.list", {}),
        client.call("people.create", { body: { name: "Ivan" } }),
        client.call("people.update", { params: { id }, body: { isOperator: true } }),
        client.call("people.link", { params: { id } }),
        client.call("people.delete", { params: { id } }),
        client.call("keys.get", {}),
        client.call("keys.recovery.export", { body: { reason: "mine" } }),
        client.call("keys.recovery.acknowledge", {}),
        client.call("owners.create", { body: { name: "more" } }),
      ]
      const codes = new Set(await Promise.all(works.map(codeOf)))
      expect([...codes]).toEqual(["permission.denied"])
    }
    const owner = (await hugo.call("me.get", {})).data.owners[0]?.id ?? ("" as never)
    expect(
      await codeOf(
        hugo.call("members.add", { params: { id: owner }, body: { name: "Somebody New" } }),
      ),
    ).toBe("permission.denied")
  })

  test("become operators and are so no longer, but for the last one", async () => {
    const jana = await invited("Jana")
    const id = (await jana.call("me.get", {})).data.user.id
    const me = (await first.call("me.get", {})).data.user.id
    expect(
      await codeOf(
        first.call("people.update", { params: { id: me }, body: { isOperator: false } }),
      ),
    ).toBe("operator.last")
    await first.call("people.update", { params: { id }, body: { isOperator: true } })
    expect((await jana.call("keys.get", {})).data.term).toBe(1)
    await first.call("people.update", { params: { id }, body: { isOperator: false } })
    expect(await codeOf(jana.call("keys.get", {}))).toBe("permission.denied")
  })

  test("who are removed are out at once, and what they alone owned goes to who removed them", async () => {
    const kim = await invited("Kim")
    await kim.call("password.set", { body: { password } })
    const app = (await kim.call("apps.create", { body: { name: "kim's desk" } })).data
    const made = await kim.call("tokens.create", { body: { name: "t", scopes: ["read"] } })
    const id = (await kim.call("me.get", {})).data.user.id
    const link = (await first.call("people.link", { params: { id } })).data.signInLink
    await first.call("people.delete", { params: { id } })
    expect(await codeOf(kim.call("me.get", {}))).toBe("sign_in.required")
    expect(await codeOf(kim.call("session.begin", { body: { link } }))).toBe("sign_in.link_spent")
    expect(await codeOf(kim.call("session.begin", { body: { name: "kim", password } }))).toBe(
      "sign_in.refused",
    )
    const withToken = await fetch(`${server.origin}/api/v1/me`, {
      headers: { authorization: `Bearer ${made.data.value}` },
    })
    expect(withToken.status).toBe(401)
    expect((await first.call("apps.get", { params: { id: app.id } })).data.name).toBe("kim's desk")
    expect(await codeOf(first.call("people.delete", { params: { id } }))).toBe("user.not_found")
    await first.call("people.create", { body: { name: "Kim" } })
  })

  test("cannot remove themselves", async () => {
    const { id } = (await first.call("me.get", {})).data.user
    expect(await codeOf(first.call("people.delete", { params: { id } }))).toBe("operator.last")
  })
})

describe("a visitor of a private page", () => {
  const install = `ins_${"0".repeat(26)}`
  const path = `/sign-in/hand-off?install=${install}&to=%2Fdata%3Fa%3D1`

  test("who is not signed in is sent to the sign-in, which knows the way back", async () => {
    const visitor = new Browser(server.origin)
    const answer = await visitor.open(path)
    expect(answer.status).toBe(302)
    const to = new URL(answer.headers.get("location") ?? "", server.origin)
    expect([to.origin, to.pathname]).toEqual([server.origin, "/sign-in"])
    expect(to.searchParams.get("next")).toBe(path)
  })

  test("signs in with a password on the plain page too, and no page of elsewhere is the way on", async () => {
    for (const [next, way] of [
      [path, path],
      ["https://evil.example/", "/"],
      ["//evil.example/", "/"],
      ["/\\evil.example", "/"],
    ] as const) {
      const visitor = new Browser(server.origin)
      const form = new URLSearchParams({ name: "Ada Lovelace", password, next })
      const answer = await visitor.post("/sign-in", form)
      expect([answer.status, answer.headers.get("refresh")]).toEqual([200, `0;url=${way}`])
      expect((await visitor.call("me.get", {})).data.user.name).toBe("Ada Lovelace")
    }
  })
})

test("a link printed on the server's machine signs an operator in who lost the password", async () => {
  const main = join(import.meta.dirname, "../../packages/server/src/main.ts")
  const env = { ...process.env, ...server.settings }
  const { stdout } = await execute(process.execPath, [main, "sign-in-link"], { env })
  const link = stdout.trim()
  const browser = new Browser(server.origin)
  await browser.call("session.begin", { body: { link } })
  expect((await browser.call("session.get", {})).data.user).toMatchObject({
    name: "Ada Lovelace",
    via: "link",
  })
  await browser.call("password.set", { body: { password: "quite another tide" } })
  expect(await codeOf(first.call("me.get", {}))).toBe("sign_in.required")
})

test("no password, no link and no cookie is ever found in the data folder, the log or the audit", async () => {
  const { data: invitation } = await server.client.call("people.create", { body: { name: "Lin" } })
  const link = new URL(invitation.signInLink).searchParams.get("link") ?? ""
  const lin = new Browser(server.origin)
  await lin.call("session.begin", { body: { link } })
  const cookie = lin.cookie?.split("=")[1] ?? ""
  expect([link.length, cookie.length]).toEqual([43, 43])
  const passwords = [password, "quite another tide", "another mossy anvil", "wrong wrong wrong"]
  const words = [...passwords, link, cookie]
  let files = 0
  for (const name of await readdir(server.data, { recursive: true, withFileTypes: true })) {
    if (!name.isFile() || name.parentPath.includes("environments")) continue
    files += 1
    const text = await readFile(join(name.parentPath, name.name))
    for (const word of words) expect(text.includes(word), `${name.name}: ${word}`).toBe(false)
  }
  expect(files).toBeGreaterThan(3)
  expect(server.output).toContain("/api/v1/session")
  for (const word of words) expect(server.output.includes(word)).toBe(false)
  const log = JSON.stringify(
    (await server.client.call("audit.list", { query: { limit: 100 } })).data,
  )
  expect(log).toContain("Lin")
  for (const word of words) expect(log.includes(word)).toBe(false)
})
