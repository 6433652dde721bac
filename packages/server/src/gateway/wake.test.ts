import { once } from "node:events"
import { createServer } from "node:http"
import type { Duplex } from "node:stream"

import { afterEach, expect, test } from "vitest"

import { GatewayUnderTest, navigation } from "./gateway-under-test.ts"
import type { UpstreamAddress } from "./upstream-address.ts"

let stand: GatewayUnderTest
afterEach(async () => stand.stop())

/** A start that the test ends when it likes. */
function slowStart() {
  const start = Promise.withResolvers<UpstreamAddress>()
  return { wake: async () => await start.promise, ...start }
}

test("1,000 requests at a sleeping install start one process, and all are answered", async () => {
  const start = slowStart()
  stand = await GatewayUnderTest.start({
    route: { state: "asleep", address: undefined },
    wake: start.wake,
    limits: { waitingPerInstallMax: 1_000, waitingMax: 1_000 },
  })
  const asked = Array.from({ length: 1_000 }, async () => await stand.ask())
  await expect.poll(() => stand.gateway.stats().waiting, { timeout: 10_000 }).toBe(1_000)
  start.resolve(stand.address)
  const answers = await Promise.all(asked)
  expect(answers.filter((answer) => answer.status === 200).length).toBe(1_000)
  expect(stand.wakes).toBe(1)
  expect(stand.gateway.stats().waiting).toBe(0)
})

test("10,000 requests over 100 connections start one process; 64 wait and the others hear at once", async () => {
  const start = slowStart()
  stand = await GatewayUnderTest.start({ route: { state: "asleep" }, wake: start.wake })
  const one = `GET / HTTP/1.1\r\nhost: ${stand.host}\r\n`
  const answers = Array.from({ length: 100 }, async () => {
    return await stand.send(`${`${one}\r\n`.repeat(99)}${one}connection: close\r\n\r\n`)
  })
  await expect
    .poll(() => stand.gateway.stats().refusals.get("gateway.full") ?? 0, { timeout: 10_000 })
    .toBeGreaterThan(1_000)
  expect(stand.gateway.stats().waiting).toBe(64)
  stand.set({ state: "running" })
  start.resolve(stand.address)
  const statuses = (await Promise.all(answers)).join("").match(/HTTP\/1\.1 (?:200|503) /g)
  expect(statuses?.length).toBe(10_000)
  expect(stand.wakes).toBe(1)
})

test("the 65th who waits is sent away at once and told when to come back", async () => {
  const start = slowStart()
  stand = await GatewayUnderTest.start({ route: { state: "asleep" }, wake: start.wake })
  const asked = Array.from({ length: 64 }, async () => await stand.ask())
  await expect.poll(() => stand.gateway.stats().waiting).toBe(64)
  const sent = await stand.ask()
  expect(sent).toMatchObject({ status: 503 })
  expect(sent.headers["retry-after"]).toBe("2")
  expect(JSON.parse(sent.body)).toMatchObject({ code: "gateway.full" })
  start.resolve(stand.address)
  for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200)
})

test("all installs together have one more bound", async () => {
  const start = slowStart()
  stand = await GatewayUnderTest.start({
    route: { state: "asleep" },
    wake: start.wake,
    limits: { waitingMax: 2 },
  })
  const asked = [stand.ask(), stand.ask()]
  await expect.poll(() => stand.gateway.stats().waiting).toBe(2)
  expect((await stand.ask()).status).toBe(503)
  start.resolve(stand.address)
  await Promise.all(asked)
})

test("a navigation that waits too long gets a page that loads itself again and cannot run a script", async () => {
  const start = slowStart()
  stand = await GatewayUnderTest.start({
    route: { state: "asleep" },
    wake: start.wake,
    limits: { navigationWaitMs: 20 },
  })
  const page = await stand.ask({ path: "/?pat=canary", headers: navigation })
  expect(page.status).toBe(503)
  expect(page.headers["retry-after"]).toBe("1")
  expect(page.headers["content-type"]).toContain("text/html")
  expect(page.headers["cache-control"]).toBe("no-store")
  expect(page.headers["content-security-policy"]).toContain("default-src 'none'")
  expect(page.body).toContain('http-equiv="refresh" content="1"')
  expect(page.body).toContain(String(page.headers["x-request-id"]))
  expect(page.body).not.toContain("canary")
  start.resolve(stand.address)
  await stand.ask({ headers: navigation })
  expect(stand.wakes).toBe(2)
})

test("any other request waits longer, then gets 503 as problem+json", async () => {
  const start = slowStart()
  stand = await GatewayUnderTest.start({
    route: { state: "starting" },
    wake: start.wake,
    limits: { requestWaitMs: 20 },
  })
  const answer = await stand.ask()
  expect(answer.status).toBe(503)
  expect(answer.headers["content-type"]).toBe("application/problem+json")
  expect(JSON.parse(answer.body)).toMatchObject({ code: "gateway.waiting", status: 503 })
  start.resolve(stand.address)
})

test("a visitor who leaves the queue gives the place back", async () => {
  const start = slowStart()
  stand = await GatewayUnderTest.start({ route: { state: "asleep" }, wake: start.wake })
  const socket = stand.dial()
  socket.write(`GET / HTTP/1.1\r\nhost: ${stand.host}\r\n\r\n`)
  await expect.poll(() => stand.gateway.stats().waiting).toBe(1)
  socket.destroy()
  await expect.poll(() => stand.gateway.stats().waiting).toBe(0)
  expect(stand.gateway.activity(stand.install).requests).toBe(0)
  start.resolve(stand.address)
})

test("an install that is off says so and is not woken", async () => {
  stand = await GatewayUnderTest.start({ route: { state: "off", address: undefined } })
  const page = await stand.ask({ headers: navigation })
  expect(page.status).toBe(503)
  expect(page.body).toContain("The page is switched off")
  expect(page.body).not.toContain("refresh")
  expect(stand.wakes).toBe(0)
})

test("a failed start is told in the sentence meant for strangers, with the time of the next try", async () => {
  stand = await GatewayUnderTest.start({
    route: {
      state: "failed",
      address: undefined,
      failure: { public: "It needed more <memory> than it may use.", retryAt: Date.now() + 60_000 },
    },
  })
  const page = await stand.ask({ headers: navigation })
  expect(page.status).toBe(503)
  expect(page.body).toContain("It needed more &lt;memory&gt; than it may use.")
  expect(Number(page.headers["retry-after"])).toBeGreaterThan(55)
  expect(stand.wakes).toBe(0)
})

test("a start that fails while visitors wait is told without its reason", async () => {
  stand = await GatewayUnderTest.start({
    route: { state: "asleep" },
    wake: async () => await Promise.reject(new Error("canary: /var/lib/modkeep")),
  })
  const answer = await stand.ask({ headers: navigation })
  expect(answer.status).toBe(503)
  expect(answer.body).toContain("The module did not start")
  expect(answer.body).not.toContain("canary")
})

test("a process that ended before the route table knew is replaced without a fault to the visitor", async () => {
  stand = await GatewayUnderTest.start({
    wake: async (_install, it) => {
      it.set({})
      return await Promise.resolve(it.address)
    },
  })
  stand.set({ address: { kind: "unix", path: `${stand.address.path}.gone` } })
  const upload = await stand.ask({ method: "POST", body: "kept" })
  expect(upload.status).toBe(200)
  expect(stand.wakes).toBe(1)
})

test("a process that does not answer at all is a 502 without internals", async () => {
  const gone: UpstreamAddress = { kind: "unix", path: "/nowhere/canary.sock" }
  stand = await GatewayUnderTest.start({
    route: { address: gone },
    wake: async () => await Promise.resolve(gone),
  })
  const answer = await stand.ask({ headers: navigation })
  expect(answer.status).toBe(502)
  expect(answer.body).toContain("The module did not answer")
  expect(answer.body).not.toContain("canary")
  expect(answer.body).toContain(String(answer.headers["x-request-id"]))
})

test("a draining process serves its open sessions; a page opened now goes to the next one", async () => {
  const next = createServer((_req, res) => res.end("next"))
  stand = await GatewayUnderTest.start({
    route: { state: "draining" },
    wake: async (_install, it) => {
      const path = `${it.address.path}.next`
      await once(next.listen(path), "listening")
      return { kind: "unix", path }
    },
  })
  expect((await stand.ask()).body).toBe("module")
  expect((await stand.ask({ headers: navigation })).body).toBe("next")
  next.closeAllConnections()
  next.close()
})

test("while an install moves to another process, a session's files are where the session is", async () => {
  const agree = (socket: Duplex) =>
    socket.write("HTTP/1.1 101 OK\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\r\n")
  stand = await GatewayUnderTest.start({ module: (_req, res) => res.end("former") })
  stand.module.on("upgrade", (_req, socket) => agree(socket))
  const next = createServer((_req, res) => res.end("next")).on("upgrade", (_req, socket) =>
    agree(socket),
  )
  const path = `${stand.address.path}.next`
  await once(next.listen(path), "listening")
  const dial = async () => {
    const socket = stand.dial()
    socket.write(
      `GET /_stcore/stream HTTP/1.1\r\nhost: ${stand.host}\r\norigin: ${stand.origin}\r\nuser-agent: tab\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-key: x\r\n\r\n`,
    )
    await once(socket, "data")
    return socket
  }
  const ask = async (where: string, agent = "tab") =>
    (await stand.ask({ path: where, headers: { "user-agent": agent } })).body

  const former = await dial()
  stand.set({ address: { kind: "unix", path } })
  expect(await ask("/media/a.png?x")).toBe("former")
  expect(await ask("/_stcore/upload_file/s/f")).toBe("former")
  expect(await ask("/static/main.js")).toBe("next")
  expect(await ask("/media/a.png", "another")).toBe("next")
  const current = await dial()
  expect(await ask("/media/a.png")).toBe("next")
  for (const socket of [former, current]) socket.destroy()
  next.closeAllConnections()
  next.close()
})

test("an unknown host is 421 and wakes nothing", async () => {
  stand = await GatewayUnderTest.start()
  for (const host of ["ins-0.localhost", "localhost", "evil.example", `x.${stand.host}`]) {
    const answer = await stand.ask({ host })
    expect(answer.status, host).toBe(421)
    expect(JSON.parse(answer.body)).toMatchObject({ code: "request.wrong_host" })
  }
  expect((await stand.ask({ host: stand.host.toUpperCase().replace(":", ".:") })).status).toBe(200)
  expect(stand.wakes).toBe(0)
})
