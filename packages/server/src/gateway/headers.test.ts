import type { IncomingMessage, ServerResponse } from "node:http"

import { afterEach, expect, test } from "vitest"

import { GatewayUnderTest, navigation } from "./gateway-under-test.ts"

let stand: GatewayUnderTest
afterEach(async () => stand.stop())

/** A module that tells which headers it saw. */
function mirror(req: IncomingMessage, res: ServerResponse): void {
  res.end(JSON.stringify(req.rawHeaders))
}

function seen(body: string): Record<string, string> {
  const flat: string[] = JSON.parse(body)
  const headers: Record<string, string> = {}
  for (let at = 0; at < flat.length; at += 2) headers[flat[at] ?? ""] = flat[at + 1] ?? ""
  return headers
}

const spoofed = {
  "x-forwarded-for": "6.6.6.6",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "evil.example",
  "x-forwarded-user": "root",
  x_forwarded_for: "6.6.6.6",
  forwarded: "for=6.6.6.6;host=evil.example",
  "x-real-ip": "6.6.6.6",
  "x-modkeep-user": "usr_root",
  "x-modkeep-identity": "forged",
  x_modkeep_user: "usr_root",
  "X-Modkeep-Anything": "forged",
  "x-request-id": "forged-request-id",
}

test("what a visitor says about the way here or about who visits never reaches the module", async () => {
  stand = await GatewayUnderTest.start({ module: mirror })
  const { body } = await stand.ask({ headers: spoofed })
  expect(body).not.toMatch(/6\.6\.6\.6|evil|root|forged/)
  expect(seen(body)).toMatchObject({
    host: stand.host,
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-host": stand.host,
    "x-forwarded-proto": "http",
    forwarded: `for=127.0.0.1;host="${stand.host}";proto=http`,
  })
})

test("a trusted proxy's word about address, scheme, host and request id counts", async () => {
  stand = await GatewayUnderTest.start({ module: mirror, trustedProxies: ["127.0.0.1"] })
  const { body, headers } = await stand.ask({
    host: "proxy.internal",
    headers: {
      "x-forwarded-for": "6.6.6.6, 203.0.113.9",
      "x-forwarded-proto": "https",
      "x-forwarded-host": stand.host.replace(":8700", ""),
      "x-request-id": "from-the-proxy",
    },
  })
  expect(seen(body)).toMatchObject({
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-proto": "https",
    host: stand.host.replace(":8700", ""),
    "x-request-id": "from-the-proxy",
  })
  expect(headers["x-request-id"]).toBe("from-the-proxy")
})

test("our cookies and tokens are ours; the module's cookies and authorization are the module's", async () => {
  stand = await GatewayUnderTest.start({ module: mirror })
  const ours = await stand.ask({
    headers: { cookie: "a=1; __Host-modkeep=session; b=2", authorization: "Bearer mk_secret" },
  })
  expect(seen(ours.body)["cookie"]).toBe("a=1; b=2")
  expect(ours.body).not.toContain("mk_secret")
  const theirs = await stand.ask({ headers: { authorization: "Bearer other" } })
  expect(seen(theirs.body)["authorization"]).toBe("Bearer other")
})

test("headers of the connection, and those it names, end at the gateway", async () => {
  stand = await GatewayUnderTest.start({ module: mirror })
  const { body } = await stand.ask({
    headers: {
      connection: "keep-alive, x-private",
      "x-private": "1",
      te: "trailers",
      "proxy-authorization": "Basic x",
      "keep-alive": "timeout=5",
      upgrade: "h2c",
      "http2-settings": "x",
    },
  })
  const names = Object.keys(seen(body))
  for (const name of [
    "x-private",
    "te",
    "proxy-authorization",
    "keep-alive",
    "upgrade",
    "http2-settings",
  ]) {
    expect(names).not.toContain(name)
  }
})

test("a module cannot set our cookies, widen its own, or steer the browser elsewhere", async () => {
  stand = await GatewayUnderTest.start({
    module: (_req, res) => {
      res.writeHead(200, [
        ...["set-cookie", "__Host-modkeep=evil; Path=/; Secure"],
        ...["set-cookie", "_xsrf=1; Domain=localhost; Path=/"],
        ...["set-cookie", "own=2"],
        ...["alt-svc", 'h2="evil.example:443"'],
        ...["x-frame-options", "ALLOWALL"],
        ...["referrer-policy", "unsafe-url"],
        ...["x-modkeep-user", "usr_root"],
        ...["content-security-policy", "img-src *; frame-ancestors *"],
      ])
      res.end()
    },
  })
  const { headers } = await stand.ask()
  expect(headers["set-cookie"]).toEqual(["_xsrf=1; Path=/", "own=2"])
  expect(headers["alt-svc"]).toBeUndefined()
  expect(headers["x-modkeep-user"]).toBeUndefined()
  expect(headers["x-frame-options"]).toBe("SAMEORIGIN")
  expect(headers["referrer-policy"]).toBe("no-referrer")
  expect(headers["content-security-policy"]).toBe("img-src *, frame-ancestors 'self'")
  expect(headers["x-request-id"]).toMatch(/^req_[0-9a-f]{32}$/)
})

test("embed origins may frame the page, and nobody is told otherwise by an older header", async () => {
  stand = await GatewayUnderTest.start({ route: { embedOrigins: ["https://portal.example"] } })
  const { headers } = await stand.ask()
  expect(headers["content-security-policy"]).toBe("frame-ancestors 'self' https://portal.example")
  expect(headers["x-frame-options"]).toBeUndefined()
})

test("a redirect to the module's own host keeps the visitor's scheme, others are left alone", async () => {
  let location = ""
  stand = await GatewayUnderTest.start({
    publicUrl: "https://modkeep.example.org",
    module: (req, res) => {
      location = (req.url ?? "").slice(1).replace("OWN", `http://${req.headers.host}`)
      res.writeHead(307, { location })
      res.end()
    },
  })
  const host = stand.host.replace(":8700", "")
  const where = async (path: string) =>
    (await stand.ask({ path: `/${path}`, host })).headers.location
  expect(await where("OWN/m/?a=b")).toBe(`https://${host}/m/?a=b`)
  expect(await where("OWN")).toBe(`https://${host}`)
  expect(await where("OWN.evil.example/")).toBe(`http://${host}.evil.example/`)
  expect(await where("http://other.example/")).toBe("http://other.example/")
})

test("early hints, status text, repeated headers and trailers pass", async () => {
  stand = await GatewayUnderTest.start({
    module: (_req, res) => {
      res.writeEarlyHints({ link: "</a.css>; rel=preload; as=style" })
      res.writeHead(200, "Fine", ["trailer", "x-sum", "vary", "a", "vary", "b"])
      res.write("body")
      res.addTrailers([
        ["x-sum", "42"],
        ["set-cookie", "__Host-modkeep=evil"],
      ])
      res.end()
    },
  })
  const raw = await stand.send(`GET / HTTP/1.1\r\nhost: ${stand.host}\r\nconnection: close\r\n\r\n`)
  expect(raw).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>/i)
  expect(raw).toContain("HTTP/1.1 200 Fine\r\n")
  expect(raw).toContain("vary: a\r\nvary: b\r\n")
  expect(raw).toContain("x-sum: 42\r\n")
  expect(raw).not.toContain("evil")
})

test("HEAD, 204 and 304 have no body and keep their headers", async () => {
  stand = await GatewayUnderTest.start({
    module: (req, res) => {
      res.writeHead(req.url === "/204" ? 204 : req.url === "/304" ? 304 : 200, {
        etag: '"e"',
        "content-length": "4",
      })
      res.end(req.method === "HEAD" ? undefined : "body")
    },
  })
  const head = await stand.ask({ method: "HEAD" })
  expect(head).toMatchObject({ status: 200, body: "" })
  expect(head.headers["content-length"]).toBe("4")
  expect(await stand.ask({ path: "/304" })).toMatchObject({ status: 304, body: "" })
})

test("the log knows the path and never the query", async () => {
  stand = await GatewayUnderTest.start()
  await stand.ask({ path: "/page?pat=canary_pat#canary_hash" })
  await stand.ask({
    path: "/page?pat=canary_pat",
    host: "ins-0.localhost:8700",
    headers: navigation,
  })
  await expect.poll(() => stand.log.length).toBe(2)
  expect(JSON.stringify(stand.log)).not.toContain("canary")
  expect(stand.log[0]?.fields).toMatchObject({ path: "/page", status: 200, install: stand.install })
})
