import { afterEach, expect, test } from "vitest"

import type { Admission } from "./admission.ts"
import { GatewayUnderTest, navigation } from "./gateway-under-test.ts"
import { safeWayBack } from "./hand-off.ts"

let stand: GatewayUnderTest
afterEach(async () => stand.stop())

/** Lets in who holds `session-of-<install>`, and gives it for the code `code-of-<install>`, once. */
function desk(): Admission & { spent: Set<string> } {
  const spent = new Set<string>()
  return {
    spent,
    check: (cookie, install) =>
      cookie === `session-of-${install}`
        ? { id: "usr_1", name: "Zoë", email: "zoë@example.org" }
        : undefined,
    redeem: async (code, install) => {
      if (code !== `code-of-${install}` || spent.has(code)) return await Promise.resolve(undefined)
      spent.add(code)
      return { cookie: `session-of-${install}`, maxAgeSeconds: 3_600 }
    },
    identityKey: (install) => Buffer.from(`key of ${install}`),
  }
}

const session = () => ({ cookie: `__Host-modkeep=session-of-${stand.install}` })

test("a navigation without a session goes to the console's sign-in, with the way back", async () => {
  stand = await GatewayUnderTest.start({ route: { access: "private" }, admission: desk() })
  const answer = await stand.ask({ path: "/page?a=b&c=%20", headers: navigation })
  expect(answer.status).toBe(302)
  const to = new URL(answer.headers.location ?? "")
  expect(to.origin + to.pathname).toBe("http://localhost:8700/sign-in/hand-off")
  expect(Object.fromEntries(to.searchParams)).toEqual({
    install: stand.install,
    to: "/page?a=b&c=%20",
  })
  expect(answer.headers["referrer-policy"]).toBe("no-referrer")
  expect(answer.headers["cache-control"]).toBe("no-store")
})

test.each(["private", "members"] as const)(
  "on a %s page anything but a navigation is 401",
  async (access) => {
    stand = await GatewayUnderTest.start({ route: { access }, admission: desk() })
    for (const headers of [{}, { "sec-fetch-mode": "cors", accept: "text/html" }]) {
      const answer = await stand.ask({ headers })
      expect(answer.status).toBe(401)
      expect(answer.body).toContain("sign_in.required".slice(0, 4))
    }
    expect((await stand.ask({ method: "POST", headers: navigation, body: "x" })).status).toBe(401)
  },
)

test("a one-time code becomes a session of this origin alone and leads back", async () => {
  stand = await GatewayUnderTest.start({ route: { access: "private" }, admission: desk() })
  const path = `/_modkeep/enter?code=code-of-${stand.install}&to=${encodeURIComponent("/page?a=b")}`
  const entered = await stand.ask({ path, headers: navigation })
  expect(entered.status).toBe(303)
  expect(entered.headers.location).toBe("/page?a=b")
  expect(entered.headers["set-cookie"]).toEqual([
    `__Host-modkeep=session-of-${stand.install}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure`,
  ])
  expect((await stand.ask({ path: "/page", headers: session() })).status).toBe(200)

  const again = await stand.ask({ path, headers: navigation })
  expect(again.status).toBe(401)
  expect(again.headers["set-cookie"]).toBeUndefined()
  expect(again.body).toContain("This sign-in link can no longer be used")
})

test("a session of another install does not open this one", async () => {
  stand = await GatewayUnderTest.start({ route: { access: "members" }, admission: desk() })
  const answer = await stand.ask({ headers: { cookie: "__Host-modkeep=session-of-ins_2" } })
  expect(answer.status).toBe(401)
})

test("a page loaded ahead, a script or a HEAD does not spend the code", async () => {
  const admission = desk()
  stand = await GatewayUnderTest.start({ route: { access: "private" }, admission })
  const path = `/_modkeep/enter?code=code-of-${stand.install}`
  await stand.ask({ path, headers: { ...navigation, "sec-purpose": "prefetch;prerender" } })
  await stand.ask({ path, headers: { "sec-fetch-dest": "empty", "sec-fetch-mode": "cors" } })
  await stand.ask({ path, headers: { "sec-fetch-dest": "image" } })
  await stand.ask({ path, method: "HEAD" })
  expect(admission.spent.size).toBe(0)
})

test("inside another page's frame the visitor signs in outside, and a link's session is partitioned", async () => {
  stand = await GatewayUnderTest.start({
    route: { access: "private", embedOrigins: ["https://portal.example"] },
    admission: desk(),
  })
  const framed = { ...navigation, "sec-fetch-dest": "iframe" }
  const page = await stand.ask({ headers: framed })
  expect(page.status).toBe(401)
  expect(page.body).toContain('target="_blank"')
  expect(page.headers["content-security-policy"]).toContain(
    "frame-ancestors 'self' https://portal.example",
  )
  const entered = await stand.ask({
    path: `/_modkeep/enter?code=code-of-${stand.install}`,
    headers: framed,
  })
  expect(String(entered.headers["set-cookie"])).toContain("SameSite=None; Partitioned")
})

test("nothing below /_modkeep/ ever reaches the module", async () => {
  stand = await GatewayUnderTest.start()
  const answer = await stand.ask({ path: "/_modkeep/other" })
  expect(answer.status).toBe(404)
  expect((await stand.ask({ path: "/_modkeep/enter", method: "POST" })).status).toBe(404)
})

test("the module is told who visits, by a token signed for this install and equal each time", async () => {
  stand = await GatewayUnderTest.start({
    route: { access: "private" },
    admission: desk(),
    module: (req, res) => res.end(JSON.stringify(req.headers)),
  })
  const first = JSON.parse((await stand.ask({ headers: session() })).body)
  const second = JSON.parse((await stand.ask({ headers: session() })).body)
  expect(first["x-modkeep-user"]).toBe("usr_1")
  expect(first["x-modkeep-email"]).toBe("zo%C3%AB%40example.org")
  expect(second["x-modkeep-identity"]).toBe(first["x-modkeep-identity"])
  expect(first.cookie).toBeUndefined()
  const [header, payload, signature] = String(first["x-modkeep-identity"]).split(".")
  const { createHmac } = await import("node:crypto")
  expect(signature).toBe(
    createHmac("sha256", `key of ${stand.install}`)
      .update(`${header}.${payload}`)
      .digest("base64url"),
  )
  expect(JSON.parse(Buffer.from(payload ?? "", "base64url").toString())).toEqual({
    aud: stand.install,
    sub: "usr_1",
    name: "Zoë",
    email: "zoë@example.org",
  })
})

test("a public page takes strangers and still tells the module of a visitor who is signed in", async () => {
  stand = await GatewayUnderTest.start({
    admission: desk(),
    module: (req, res) => res.end(String(req.headers["x-modkeep-user"])),
  })
  expect((await stand.ask()).body).toBe("undefined")
  expect((await stand.ask({ headers: session() })).body).toBe("usr_1")
  expect((await stand.ask({ headers: { cookie: "__Host-modkeep=forged" } })).body).toBe("undefined")
})

test("a visitor who leaves while admission takes its time is not counted", async () => {
  const answer = Promise.withResolvers<{ id: string }>()
  const asked = Promise.withResolvers<void>()
  stand = await GatewayUnderTest.start({
    route: { access: "private" },
    admission: {
      check: async () => {
        asked.resolve()
        return await answer.promise
      },
    },
  })
  const socket = stand.dial()
  socket.write(`GET / HTTP/1.1\r\nhost: ${stand.host}\r\ncookie: __Host-modkeep=s\r\n\r\n`)
  await asked.promise
  socket.destroy()
  await expect.poll(() => stand.log.length).toBe(1)
  answer.resolve({ id: "usr_1" })
  await stand.ask({ host: "ins-0.localhost" })
  expect(stand.gateway.activity(stand.install).requests).toBe(0)
})

test("what only members may see is not for shared caches, unless the module says so itself", async () => {
  stand = await GatewayUnderTest.start({
    route: { access: "private" },
    admission: desk(),
    module: (req, res) => {
      if (req.url === "/static") res.setHeader("cache-control", "public, immutable")
      res.end()
    },
  })
  expect((await stand.ask({ headers: session() })).headers["cache-control"]).toBe("private")
  const asset = await stand.ask({ path: "/static", headers: session() })
  expect(asset.headers["cache-control"]).toBe("public, immutable")
  stand.set({ access: "public" })
  expect((await stand.ask()).headers["cache-control"]).toBeUndefined()
})

test("an admission that fails lets nobody in and tells nobody why", async () => {
  stand = await GatewayUnderTest.start({
    route: { access: "private" },
    admission: {
      check: async () => await Promise.reject(new Error("canary")),
      redeem: () => {
        throw new Error("canary")
      },
    },
  })
  for (const path of ["/", "/_modkeep/enter?code=x"]) {
    const answer = await stand.ask({ path, headers: { ...navigation, ...session() } })
    expect(answer.status).toBe(500)
    expect(answer.body).not.toContain("canary")
  }
})

test.each([
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "/\t/evil.example",
  "/\n/evil.example",
  "/a\r\nset-cookie: x=y",
  "/a\\..\\b",
  "evil.example",
  "",
  " /a",
  "/é",
  "/_modkeep/enter?code=x",
])("the way back %j leads to the page's top instead", async (to) => {
  expect(safeWayBack(to)).toBe("/")
  stand = await GatewayUnderTest.start({ admission: desk() })
  const path = `/_modkeep/enter?code=code-of-${stand.install}&to=${encodeURIComponent(to)}`
  expect((await stand.ask({ path, headers: navigation })).headers.location).toBe("/")
})

test("a way back may hold every character of a path and a query", async () => {
  stand = await GatewayUnderTest.start()
  for (const to of ["/", "/a/b%20c?d=e&f=%C3%A9", "/?q=a\\b", "/a?to=//b"])
    expect(safeWayBack(to)).toBe(to)
})
