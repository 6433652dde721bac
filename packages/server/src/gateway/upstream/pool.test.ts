import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer, type Server, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterEach, beforeEach, expect, test } from "vitest"

import type { Call, UpstreamFailure, UpstreamListener } from "./call.ts"
import { type PoolLimits, UpstreamPool } from "./pool.ts"

let folder: string
let module: Server
let connections: Socket[]
let requests: string[]
/** Says what a connection answers to each request text; undefined: nothing. */
let reply: (request: string, socket: Socket) => string | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pool-"))
  connections = []
  requests = []
  reply = () => "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
  module = createServer((socket) => {
    connections.push(socket)
    socket
      .on("error", () => undefined)
      .on("data", (bytes) => {
        requests.push(bytes.toString("latin1"))
        const answer = reply(bytes.toString("latin1"), socket)
        if (answer !== undefined) socket.write(answer, "latin1")
      })
  })
  module.listen(join(folder, "module.sock"))
  await once(module, "listening")
})
afterEach(async () => {
  for (const socket of connections) socket.destroy()
  module.close()
  await rm(folder, { recursive: true, force: true })
})

function poolOf(limits: Partial<PoolLimits> = {}, name = "module.sock"): UpstreamPool {
  return new UpstreamPool(
    { kind: "unix", path: join(folder, name) },
    {
      connectTimeoutMs: 1_000,
      headersTimeoutMs: 1_000,
      bodyTimeoutMs: 1_000,
      upstreamConnectionsMax: 2,
      ...limits,
    },
  )
}

class Asked implements UpstreamListener {
  readonly over = Promise.withResolvers<UpstreamFailure | undefined>()
  readonly begun = Promise.withResolvers<void>()
  readonly call: Call
  isSent = false
  status = 0
  body = ""

  constructor(pool: UpstreamPool, target = "/", headers: readonly string[] = ["host", "m"]) {
    this.call = pool.dispatch({ method: "GET", target, headers, body: undefined, listener: this })
  }
  sent(): void {
    this.isSent = true
  }
  hint(): void {
    return undefined
  }
  head({ status }: { status: number }): void {
    this.status = status
    this.begun.resolve()
  }
  data(chunk: Buffer): void {
    this.body += chunk.toString()
  }
  ended(): void {
    this.over.resolve(undefined)
  }
  failed(failure: UpstreamFailure): void {
    this.over.resolve(failure)
  }
}

test("one request after another uses one connection", async () => {
  const pool = poolOf()
  for (let round = 0; round < 5; round += 1) {
    const asked = new Asked(pool)
    expect(await asked.over.promise).toBeUndefined()
    expect(asked).toMatchObject({ status: 200, body: "ok" })
  }
  expect(connections.length).toBe(1)
  pool.destroy()
})

test("no more connections than the bound are opened; what comes beyond waits in line, in order", async () => {
  const pool = poolOf()
  const asked = Array.from({ length: 20 }, (_, number) => new Asked(pool, `/${number}`))
  await Promise.all(asked.map(async ({ over }) => over.promise))
  expect(asked.every(({ body }) => body === "ok")).toBe(true)
  expect(connections.length).toBe(2)
  expect(requests.map((text) => Number(/ \/(\d+) /.exec(text)?.[1]))).toEqual(
    asked.map((_, at) => at),
  )
  pool.destroy()
})

test("who leaves the line is never sent, and the next one is", async () => {
  reply = () => undefined
  const pool = poolOf({ upstreamConnectionsMax: 1 })
  const first = new Asked(pool, "/first")
  const second = new Asked(pool, "/second")
  const third = new Asked(pool, "/third")
  second.call.abort()
  await expect.poll(() => requests.length).toBe(1)
  reply = () => "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
  connections[0]?.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
  await Promise.all([first.over.promise, third.over.promise])
  expect(second.isSent).toBe(false)
  expect(requests.join("")).not.toContain("/second")
  pool.destroy()
})

test("an aborted call ends its connection and the next in line gets a fresh one", async () => {
  reply = () => undefined
  const pool = poolOf({ upstreamConnectionsMax: 1 })
  const first = new Asked(pool)
  await expect.poll(() => requests.length).toBe(1)
  const second = new Asked(pool)
  reply = () => "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
  first.call.abort()
  expect(await second.over.promise).toBeUndefined()
  expect(connections.length).toBe(2)
  pool.destroy()
})

test.each([
  ["said close", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"],
  ["will soon close", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nkeep-alive: timeout=1\r\n\r\n"],
  [
    "sent more than its answer",
    "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
  ],
])("a connection whose module %s is not used again", async (_what, answer) => {
  reply = () => answer
  const pool = poolOf()
  for (let round = 0; round < 2; round += 1)
    expect(await new Asked(pool).over.promise).toBeUndefined()
  expect(connections.length).toBe(2)
  pool.destroy()
})

test("what a module sends unasked on an idle connection is nobody's answer", async () => {
  const pool = poolOf()
  await new Asked(pool).over.promise
  connections[0]?.write("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil")
  await once(connections[0] ?? module, "close")
  const asked = new Asked(pool)
  await asked.over.promise
  expect(asked.body).toBe("ok")
  pool.destroy()
})

test("an idle connection is let go before the module would close it", async () => {
  reply = () => "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nkeep-alive: timeout=2\r\n\r\n"
  const pool = poolOf()
  const begun = performance.now()
  await new Asked(pool).over.promise
  await once(connections[0] ?? module, "close")
  expect(performance.now() - begun).toBeLessThan(2_000)
})

test("a module that does not listen fails the call, which was never sent", async () => {
  const asked = new Asked(poolOf({}, "nobody.sock"))
  expect(await asked.over.promise).toMatchObject({ kind: "broken" })
  expect(asked.isSent).toBe(false)
})

test("a module that is silent, or stops half-way, is slow; one whose answer nobody takes is not", async () => {
  const pool = poolOf({ headersTimeoutMs: 60, bodyTimeoutMs: 80 })
  reply = () => undefined
  expect(await new Asked(pool).over.promise).toMatchObject({ kind: "slow" })
  reply = () => "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nok"
  const held = new Asked(pool)
  await held.begun.promise
  held.call.pause()
  const stopped = new Asked(pool)
  expect(await stopped.over.promise).toMatchObject({ kind: "slow" })
  expect(stopped.body).toBe("ok")
  // Both had the same time; the one that is paused is still under way, and is watched again when it is taken up.
  expect(await Promise.race([held.over.promise, Promise.resolve("under way")])).toBe("under way")
  held.call.resume()
  expect(await held.over.promise).toMatchObject({ kind: "slow" })
  pool.destroy()
})

test.each([
  ["a line break in a header", "/", ["x-a", "b\r\nx-b: c"]],
  ["a line break in a name", "/", ["x-a\n", "b"]],
  ["a NUL", "/", ["x-a", "b\0"]],
  ["a space in the target", "/a HTTP/1.1\r\n", ["host", "m"]],
  ["a target that is no path", "http://evil/", ["host", "m"]],
])("a request with %s is never written", async (_what, target, headers) => {
  const pool = poolOf()
  expect(await new Asked(pool, target, headers).over.promise).toMatchObject({ kind: "malformed" })
  await new Asked(pool, "/next").over.promise
  expect(requests.length).toBe(1)
  pool.destroy()
})

test("a released pool lets what is under way end and then keeps nothing open", async () => {
  reply = () => undefined
  const pool = poolOf()
  const asked = new Asked(pool)
  await expect.poll(() => requests.length).toBe(1)
  pool.release()
  connections[0]?.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
  expect(await asked.over.promise).toBeUndefined()
  await once(connections[0] ?? module, "close")
})

test("a destroyed pool fails what is under way and what waits", async () => {
  reply = () => undefined
  const pool = poolOf({ upstreamConnectionsMax: 1 })
  const all = [new Asked(pool), new Asked(pool)]
  pool.destroy()
  for (const { over } of all) expect(await over.promise).toMatchObject({ kind: "broken" })
})
