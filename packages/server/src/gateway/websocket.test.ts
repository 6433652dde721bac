import { once } from "node:events"
import type { Socket } from "node:net"

import { afterEach, expect, test } from "vitest"

import { GatewayUnderTest } from "./gateway-under-test.ts"
import type { UpstreamAddress } from "./upstream-address.ts"

let stand: GatewayUnderTest
afterEach(async () => stand.stop())

const SWITCH =
  "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: x\r\n\r\n"

/** A module that agrees to every WebSocket and hands its sockets to the test. */
async function open(knobs: Parameters<typeof GatewayUnderTest.start>[0] = {}): Promise<Socket[]> {
  stand = await GatewayUnderTest.start(knobs)
  const sockets: Socket[] = []
  stand.module.on("upgrade", (_req, socket: Socket) => {
    socket.on("error", () => undefined)
    socket.write(SWITCH)
    sockets.push(socket)
  })
  return sockets
}

interface Ask {
  readonly method?: string
  readonly origin?: string | undefined
  readonly extra?: string
  readonly upgrade?: string
  readonly version?: string
}

function asking({
  method = "GET",
  extra = "",
  upgrade = "websocket",
  version = "1.1",
  ...rest
}: Ask = {}): string {
  const origin = "origin" in rest ? rest.origin : stand.origin
  const originLine = origin === undefined ? "" : `origin: ${origin}\r\n`
  return `${method} /_stcore/stream?pat=canary HTTP/${version}\r\nhost: ${stand.host}\r\n${originLine}upgrade: ${upgrade}\r\nconnection: keep-alive, Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n${extra}\r\n`
}

/** Sends the request and waits for the head of the answer. */
async function dial(ask: Ask = {}): Promise<{ socket: Socket; head: string }> {
  const socket = stand.dial()
  socket.on("error", () => undefined)
  socket.write(asking(ask))
  const [piece] = await once(socket, "data")
  return { socket, head: String(piece) }
}

/** Resolves once the measure has not moved for 100 ms. */
async function standstill(measure: () => number): Promise<void> {
  let last = -1
  await expect
    .poll(() => last === (last = measure()), { interval: 100, timeout: 10_000 })
    .toBe(true)
}

test("the page's own origin opens a WebSocket", async () => {
  const sockets = await open()
  const { head, socket } = await dial()
  expect(head).toMatch(/^HTTP\/1\.1 101 /)
  expect(head).toContain("sec-websocket-accept: x\r\n")
  expect(sockets.length).toBe(1)
  socket.destroy()
})

const foreign = (): (string | undefined)[] => [
  undefined,
  "null",
  "",
  "http://localhost:8700",
  "http://localhost:3000",
  "http://evil.example",
  `https://${stand.host}`,
  `http://${stand.host}.evil.example`,
  `http://${stand.host}/`,
  `http://evil.${stand.host}`,
  `http://${stand.host.replace(":8700", "")}`,
  `http://${stand.host.replace(":8700", ":8701")}`,
  `http://${stand.host.replace("ins-", "ins-x")}`,
  `http://${stand.host} http://evil.example`,
  `http://${stand.host},http://evil.example`,
  stand.host,
]

test("every other origin, null and none at all are refused with 403 before the module hears of it", async () => {
  const sockets = await open()
  for (const origin of foreign()) {
    const { head } = await dial({ origin })
    expect(head, `origin ${origin}`).toMatch(/^HTTP\/1\.1 403 /)
  }
  expect(sockets.length).toBe(0)
})

test("behind a proxy that ends TLS the origin is the one the visitor sees", async () => {
  const sockets = await open({ publicUrl: "https://modkeep.example.org" })
  const { head, socket } = await dial({ origin: `https://${stand.host}` })
  expect(head).toMatch(/^HTTP\/1\.1 101 /)
  expect((await dial({ origin: stand.origin })).head).toMatch(/^HTTP\/1\.1 403 /)
  expect(sockets.length).toBe(1)
  socket.destroy()
})

test("an upgrade with a body, of another method or without a key is refused and the connection ends", async () => {
  const sockets = await open()
  for (const ask of [
    { extra: "content-length: 5\r\n" },
    { extra: "transfer-encoding: chunked\r\n" },
    { method: "POST" },
    { method: "POST", extra: "content-length: 0\r\n" },
  ]) {
    const answer = await stand.send(
      `${asking(ask)}GET /smuggled HTTP/1.1\r\nhost: ${stand.host}\r\n\r\n`,
    )
    expect(answer, JSON.stringify(ask)).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer.match(/HTTP\/1\.1/g)?.length).toBe(1)
  }
  expect(sockets.length).toBe(0)
})

test("an offer of another protocol is overlooked: the request is answered as it is", async () => {
  await open()
  const answer = await stand.ask({
    headers: {
      connection: "Upgrade, HTTP2-Settings",
      upgrade: "h2c",
      "http2-settings": "AAMAAABkAAQAoAAAAAIAAAAA",
    },
  })
  expect(answer).toMatchObject({ status: 200, body: "module" })
})

test("without a session a WebSocket to a private page is 401", async () => {
  const sockets = await open({ route: { access: "private" } })
  expect((await dial()).head).toMatch(/^HTTP\/1\.1 401 /)
  expect(sockets.length).toBe(0)
})

test("a WebSocket waits for a sleeping install, and what was sent early arrives once it is there", async () => {
  const start = Promise.withResolvers<UpstreamAddress>()
  const sockets = await open({ route: { state: "asleep" }, wake: async () => await start.promise })
  const socket = stand.dial()
  socket.write(`${asking()}early`)
  await expect.poll(() => stand.gateway.stats().waiting).toBe(1)
  expect(stand.gateway.activity(stand.install)).toMatchObject({ sockets: 0, requests: 1 })
  start.resolve(stand.address)
  expect(String(await once(socket, "data"))).toMatch(/^HTTP\/1\.1 101 /)
  expect(String(await once(sockets[0] ?? socket, "data"))).toBe("early")
  expect(stand.gateway.activity(stand.install)).toMatchObject({ sockets: 1, requests: 0 })
  socket.destroy()
})

test("an open WebSocket is counted at the process it leads to, until it ends", async () => {
  const sockets = await open()
  const { socket } = await dial()
  const { gateway, install, address } = stand
  expect(gateway.socketsTo(install, address)).toBe(1)
  expect(gateway.socketsTo(install, { kind: "unix", path: "/run/another.sock" })).toBe(0)
  sockets[0]?.destroy()
  socket.destroy()
  await expect.poll(() => gateway.socketsTo(install, address)).toBe(0)
})

test("a module that says no is quoted and the connection ends", async () => {
  stand = await GatewayUnderTest.start()
  stand.module.on("upgrade", (_req, socket) => {
    socket.end(
      "HTTP/1.1 403 Forbidden\r\ncontent-length: 4\r\nset-cookie: __Host-modkeep=evil\r\n\r\nnope",
    )
  })
  const answer = await stand.send(asking())
  expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/)
  expect(answer).toMatch(/\r\n\r\nnope$/)
  expect(answer).not.toContain("evil")
})

test("a module that breaks off the handshake is a 502", async () => {
  stand = await GatewayUnderTest.start()
  stand.module.on("upgrade", (_req, socket) => socket.destroy())
  expect(await stand.send(asking())).toMatch(/^HTTP\/1\.1 502 /)
})

test("a module that never answers the handshake is given up", async () => {
  stand = await GatewayUnderTest.start({ limits: { handshakeTimeoutMs: 30 } })
  stand.module.on("upgrade", () => undefined)
  expect(await stand.send(asking())).toMatch(/^HTTP\/1\.1 502 /)
})

test("a visitor who does not read stops the module's writing instead of filling memory", async () => {
  const sockets = await open()
  const { socket } = await dial()
  socket.pause()
  const [module] = sockets
  if (module === undefined) throw new Error("no WebSocket arrived")
  const chunk = Buffer.alloc(65_536)
  // The two kernels' buffers and ours take some megabytes; a gateway without back-pressure would take everything.
  for (let written = 0; written < 512; written += 1) module.write(chunk)
  await standstill(() => module.writableLength)
  expect(module.writableLength).toBeGreaterThan(16 * 1_048_576)

  let bytes = 0
  socket.on("data", (piece) => (bytes += piece.length))
  socket.resume()
  module.end()
  await once(socket, "end")
  expect(bytes).toBe(512 * 65_536)
})

test("when one side ends, the other is ended too, and both are counted off", async () => {
  const sockets = await open({ limits: { socketLingerMs: 50 } })
  const first = await dial()
  sockets[0]?.end("bye")
  expect(String(await once(first.socket, "data"))).toBe("bye")
  await once(first.socket, "close")

  const second = await dial()
  sockets[1]?.resume()
  second.socket.destroy()
  await once(sockets[1] ?? second.socket, "end")
  await expect.poll(() => stand.gateway.activity(stand.install).sockets).toBe(0)
})

test("a side that answers an end with nothing is cut off after a moment", async () => {
  const sockets = await open({ limits: { socketLingerMs: 30 } })
  const { socket } = await dial()
  const module = sockets[0]
  module?.pause()
  socket.end()
  await once(socket, "close")
  await expect.poll(() => stand.gateway.activity(stand.install).sockets).toBe(0)
  module?.destroy()
})

test("a WebSocket over which nothing moves is ended", async () => {
  await open({ limits: { socketIdleMs: 30 } })
  const { socket } = await dial()
  await once(socket, "close")
  await expect.poll(() => stand.gateway.activity(stand.install).sockets).toBe(0)
})

test("a WebSocket let in under one policy does not outlive it", async () => {
  await open({ limits: { socketLingerMs: 30 } })
  const first = await dial()
  const ended = once(first.socket.resume(), "end")
  stand.set({ embedOrigins: ["https://portal.example"] })
  await stand.ask()
  expect(stand.gateway.activity(stand.install).sockets).toBe(1)
  stand.set({ access: "private" })
  await ended
  await expect.poll(() => stand.gateway.activity(stand.install).sockets).toBe(0)
})

test("when somebody lost the right to be in, the install's WebSockets can be ended", async () => {
  await open()
  const { socket } = await dial()
  const ended = once(socket.resume(), "end")
  stand.gateway.endSockets(stand.install)
  await ended
  expect((await dial()).head).toMatch(/^HTTP\/1\.1 101 /)
})

test("closing the gateway ends the open WebSockets and refuses new ones", async () => {
  await open()
  const { socket } = await dial()
  socket.resume()
  const ended = once(socket, "end")
  await stand.gateway.close(0)
  await ended
  expect((await dial()).head).toMatch(/^HTTP\/1\.1 503 /)
})

test("the log of a WebSocket knows its path and never its query", async () => {
  await open()
  const { socket } = await dial()
  await expect.poll(() => stand.log.length).toBe(1)
  expect(stand.log[0]?.fields).toMatchObject({ path: "/_stcore/stream", status: 101 })
  expect(JSON.stringify(stand.log)).not.toContain("canary")
  socket.destroy()
})
