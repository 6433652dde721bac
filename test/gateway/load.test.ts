// The gateway of `modkeep serve` in a process of its own, under what one machine can be made to bear: bodies of 1 GiB at the pace of the
// slower side, 5,000 open WebSockets, visitors who send drop by drop, and visitors who vanish.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"

import { afterEach, beforeEach, expect, test } from "vitest"

import { newId } from "../../packages/server/src/base/ids.ts"
import { freePort } from "../support/free-port.ts"

const GIB = 1_073_741_824
const MIB = 1_048_576
const piece = Buffer.alloc(65_536)

let folder: string
let child: ChildProcess
let module: Server
let moduleSockets: Socket[]
let port: number
let host: string
let answer: RequestListener

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gateway-load-"))
  moduleSockets = []
  answer = (_req, res) => res.end("module")
  module = createServer((req, res) => answer(req, res)).on("upgrade", (_req, socket: Socket) => {
    moduleSockets.push(socket)
    socket.on("error", () => undefined).on("end", () => socket.end())
    socket.on("data", (bytes) => socket.write(bytes))
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
    )
  })
  module.listen({ path: join(folder, "module.sock"), backlog: 8_192 })
  await once(module, "listening")
  port = await freePort()
  const label = newId("ins").replace("_", "-")
  host = `${label}.localhost`
  await writeFile(join(folder, "labels"), label)
  child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, "../support/gateway-alone.ts"),
      ...[String(port), join(folder, "module.sock"), "localhost", join(folder, "labels")],
    ],
    { stdio: ["ignore", "pipe", "ignore"] },
  )
  await once(child.stdout ?? child, "data")
})
afterEach(async () => {
  child.kill("SIGKILL")
  for (const socket of moduleSockets) socket.destroy()
  module.closeAllConnections()
  module.close()
  await rm(folder, { recursive: true, force: true })
})

/** What the gateway's process holds in memory now. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, "utf8")
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024
}

function dial(head: string): Socket {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined)
  socket.write(head)
  return socket
}

const get = (path = "/") => `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`
const upgrade = () =>
  `GET /_stcore/stream HTTP/1.1\r\nhost: ${host}\r\norigin: http://${host}\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: x\r\n\r\n`

/** Writes so many bytes as fast as they are taken; resolves when all are. */
async function pour(to: NodeJS.WritableStream, bytes: number, sent: (all: number) => void) {
  for (let all = 0; all < bytes;) {
    const isTaken = to.write(piece)
    all += piece.length
    sent(all)
    if (!isTaken) await once(to, "drain")
  }
}

/** Resolves once the count has not moved between two looks, a good while apart. */
async function standstill(count: () => number): Promise<number> {
  for (let before = -1; ;) {
    const now = count()
    if (now === before) return now
    before = now
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
}

/** Reads to the end, and looks at the gateway's memory after each 64 MiB. */
async function readSlowly(
  from: Socket | IncomingMessage,
): Promise<{ bytes: number; most: number }> {
  let bytes = 0
  let looked = 0
  let most = 0
  for await (const chunk of from as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes - looked < 64 * MIB) continue
    looked = bytes
    most = Math.max(most, await memory())
  }
  return { bytes, most }
}

test("an answer of 1 GiB goes at its reader's pace and does not gather in memory", async () => {
  let sent = 0
  answer = (_req, res) => {
    res.writeHead(200, { "content-length": GIB })
    void pour(res, GIB, (all) => (sent = all)).then(() => res.end())
  }
  await text(
    dial(get("/warm"))
      .on("data", () => undefined)
      .end(),
  ).catch(() => "")
  const before = await memory()
  const visitor = dial(get())
  visitor.pause()
  const held = await standstill(() => sent)
  expect(held).toBeGreaterThan(0)
  expect(held).toBeLessThan(64 * MIB)
  expect((await memory()) - before).toBeLessThan(48 * MIB)
  const { bytes, most } = await readSlowly(visitor)
  expect(bytes).toBeGreaterThan(GIB)
  expect(bytes).toBeLessThan(GIB + 4_096)
  expect(most - before).toBeLessThan(96 * MIB)
})

test("an upload of 1 GiB goes at the module's pace and does not gather in memory", async () => {
  const arrived = Promise.withResolvers<IncomingMessage>()
  answer = (req, res) => {
    req.pause()
    arrived.resolve(req)
    req.on("end", () => res.end("all here"))
  }
  const before = await memory()
  let sent = 0
  const visitor = dial(
    `POST /up HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-length: ${GIB}\r\n\r\n`,
  )
  const poured = pour(visitor, GIB, (all) => (sent = all))
  const req = await arrived.promise
  const held = await standstill(() => sent)
  expect(held).toBeLessThan(64 * MIB)
  expect((await memory()) - before).toBeLessThan(48 * MIB)
  const { bytes, most } = await readSlowly(req)
  await poured
  expect(bytes).toBe(GIB)
  expect(most - before).toBeLessThan(96 * MIB)
  expect(await text(visitor)).toMatch(/^HTTP\/1\.1 200 [^]*all here/)
})

test("5,000 WebSockets are open at once, each still carries bytes, and other visitors are served meanwhile", async () => {
  const count = 5_000
  const open: Socket[] = []
  for (let batch = 0; batch < count / 100; batch += 1) {
    const sockets = Array.from({ length: 100 }, () => dial(upgrade()))
    for (const socket of sockets) {
      const [head] = (await once(socket, "data")) as [Buffer]
      expect(head.toString().slice(0, 12)).toBe("HTTP/1.1 101")
    }
    open.push(...sockets)
  }
  expect(await text(dial(get()))).toMatch(/^HTTP\/1\.1 200 /)
  const echoes = await Promise.all(
    open.map(async (socket, at) => {
      socket.write(`frame ${at}`)
      const [bytes] = (await once(socket, "data")) as [Buffer]
      return bytes.toString()
    }),
  )
  expect(echoes).toEqual(open.map((_socket, at) => `frame ${at}`))
  for (const socket of open) socket.destroy()
  await expect
    .poll(() => moduleSockets.filter(({ destroyed }) => !destroyed).length, { timeout: 30_000 })
    .toBe(0)
})

test("1,000 visitors who send their headers drop by drop are let go after 15 s, and hold nobody else up", async () => {
  const slow = Array.from({ length: 1_000 }, () => dial(`GET / HTTP/1.1\r\nhost: ${host}\r\n`))
  const answers = slow.map(async (socket) => text(socket).catch(() => ""))
  const drops = setInterval(() => {
    for (const socket of slow) if (socket.writable) socket.write("x-drop: 1\r\n")
  }, 500)
  try {
    expect(await text(dial(get()))).toMatch(/^HTTP\/1\.1 200 /)
    const begun = performance.now()
    const got = await Promise.all(answers)
    expect(performance.now() - begun).toBeGreaterThan(10_000)
    expect(got.filter((each) => !each.startsWith("HTTP/1.1 408 ")).length).toBe(0)
  } finally {
    clearInterval(drops)
  }
})

test("a visitor who vanished without a word is asked for by the kernel, on each open WebSocket", async () => {
  const socket = dial(upgrade())
  await once(socket, "data")
  // Column `tr` of the gateway's own end: 02 is a keep-alive timer that runs.
  const timers = async () => {
    const table = await readFile("/proc/net/tcp", "utf8")
    const own = `:${port.toString(16).toUpperCase().padStart(4, "0")} `
    const peer = `:${(socket.localPort ?? 0).toString(16).toUpperCase().padStart(4, "0")} `
    return table
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(
        ([, local = "", remote = ""]) => `${local} `.endsWith(own) && `${remote} `.endsWith(peer),
      )
      .map((fields) => fields[5]?.slice(0, 2))
  }
  await expect.poll(timers).toEqual(["02"])
  socket.destroy()
})
