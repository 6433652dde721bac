import { once } from "node:events"
import type { IncomingMessage, ServerResponse } from "node:http"

import { afterEach, expect, test } from "vitest"

import { GatewayUnderTest } from "./gateway-under-test.ts"

let stand: GatewayUnderTest
afterEach(async () => stand.stop())

/** A module that notes which requests it saw and answers with their bodies' length. */
function noting(seen: string[]) {
  return (req: IncomingMessage, res: ServerResponse): void => {
    seen.push(`${req.method} ${req.url}`)
    let bytes = 0
    req.on("data", (piece: Buffer) => (bytes += piece.length))
    req.on("end", () => res.end(String(bytes)))
  }
}

const host = () => `host: ${stand.host}\r\n`

test.each([
  [
    "length and chunks together",
    "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n",
  ],
  ["two lengths", "content-length: 0\r\ncontent-length: 44\r\n\r\nGET /smuggled HTTP/1.1\r\n"],
  ["a length with a sign", "content-length: +5\r\n\r\nhello"],
  ["chunks that are not the last coding", "transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n"],
  ["an unknown coding", "transfer-encoding: xchunked\r\n\r\nGET /smuggled HTTP/1.1\r\n"],
  ["a space before the colon", "content-length : 5\r\n\r\nhello"],
  ["a folded header", "x-a: b\r\n c: d\r\n\r\n"],
  ["a bare line feed", "x-a: b\nx-c: d\r\n\r\n"],
  ["a NUL in a value", "x-a: b\0c\r\n\r\n"],
  ["a chunk size with a sign", "transfer-encoding: chunked\r\n\r\n-1\r\n\r\n"],
  [
    "chunks and length together",
    "transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n",
  ],
  ["two equal lengths", "content-length: 5\r\ncontent-length: 5\r\n\r\nhello"],
  ["a list of lengths", "content-length: 5, 5\r\n\r\nhello"],
  ["an endless length", `content-length: ${"9".repeat(30)}\r\n\r\nhello`],
  [
    "a vertical tab before the coding",
    "transfer-encoding: \x0bchunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n",
  ],
  ["a tab before the colon", "transfer-encoding\t: chunked\r\n\r\n0\r\n\r\n"],
  ["a header without a name", ": chunked\r\n\r\n"],
  ["a header line that begins with a space", " x-a: b\r\n\r\n"],
  ["a chunk size in 0x", "transfer-encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n"],
  [
    "a chunk longer than its size",
    "transfer-encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n",
  ],
  [
    "a chunk size beyond 64 bits",
    `transfer-encoding: chunked\r\n\r\n${"f".repeat(17)}\r\nhello\r\n0\r\n\r\n`,
  ],
  [
    "a chunk ended by a bare line feed",
    "transfer-encoding: chunked\r\n\r\n5\nhello\n0\n\nGET /smuggled HTTP/1.1\n",
  ],
])("%s is refused and nothing is taken for a second request", async (_what, rest) => {
  const seen: string[] = []
  stand = await GatewayUnderTest.start({ module: noting(seen) })
  const answer = await stand.send(`POST / HTTP/1.1\r\n${host()}connection: close\r\n${rest}`)
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(seen.filter((line) => line.includes("smuggled"))).toEqual([])
})

test("a body is never taken for a request, whatever the method and the names of its headers", async () => {
  const seen: string[] = []
  stand = await GatewayUnderTest.start({ module: noting(seen) })
  const inner = `GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n`
  const length = `content-length: ${inner.length}\r\n`
  for (const headers of [
    length,
    `${length}connection: content-length\r\n`,
    `${length}content_length: 0\r\n`,
    `${length}transfer_encoding: chunked\r\n`,
    `${length}connection: transfer-encoding\r\n`,
  ]) {
    for (const method of ["GET", "POST", "DELETE"]) {
      const answer = await stand.send(
        `${method} /outer HTTP/1.1\r\n${host()}${headers}\r\n${inner}GET /next HTTP/1.1\r\n${host()}connection: close\r\n\r\n`,
      )
      expect(answer.match(/HTTP\/1\.1 200/g)?.length, `${method} ${headers}`).toBe(2)
      expect(seen.splice(0)).toEqual([`${method} /outer`, "GET /next"])
    }
  }
})

test("a name with an underscore does not reach the module as the header it resembles", async () => {
  let headers: readonly string[] = []
  stand = await GatewayUnderTest.start({
    module: (req, res) => {
      headers = req.rawHeaders.map((text) => text.toLowerCase())
      res.end()
    },
  })
  await stand.send(
    `GET / HTTP/1.1\r\n${host()}connection: close\r\ncontent_length: 5\r\ntransfer_encoding: chunked\r\nx_forwarded_for: 1.2.3.4\r\nx_own: stays\r\n\r\n`,
  )
  expect(headers.filter((text) => /^[a-z]+_/.test(text) && !text.startsWith("req_"))).toEqual([
    "x_own",
  ])
})

test("two hosts, or a target that names another host, are 400", async () => {
  stand = await GatewayUnderTest.start()
  const close = "connection: close\r\n\r\n"
  for (const text of [
    `GET / HTTP/1.1\r\n${host()}host: evil.example\r\n${close}`,
    `GET / HTTP/1.1\r\n${host()}${host()}${close}`,
    `GET http://evil.example/ HTTP/1.1\r\n${host()}${close}`,
    `GET //evil.example@x HTTP/1.0\r\n\r\n`,
    `OPTIONS * HTTP/1.1\r\n${host()}${close}`,
    `GET / HTTP/1.1\r\nhost: a b\r\n${close}`,
    `GET / HTTP/1.1\r\n${close}`,
  ]) {
    expect(await stand.send(text), text).toMatch(/^HTTP\/1\.1 400 /)
  }
  const absolute = `GET http://${stand.host}/a?b HTTP/1.1\r\n${host()}${close}`
  expect(await stand.send(absolute)).toMatch(/^HTTP\/1\.1 200 /)
})

test("bytes beyond ASCII in a target do not break anything", async () => {
  stand = await GatewayUnderTest.start({ module: noting([]) })
  for (const target of ["/\xff\xfe", "/caf\xc3\xa9?q=\xe2\x82\xac", "/%00%0d%0a", "/a|b^c`{}"]) {
    const plain = `GET ${target} HTTP/1.1\r\n${host()}connection: close\r\n\r\n`
    expect(await stand.send(plain), target).toMatch(/^HTTP\/1\.1 (?:200|400) /)
    const socket = `GET ${target} HTTP/1.1\r\n${host()}origin: ${stand.origin}\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: x\r\n\r\n`
    expect(await stand.send(socket), target).toMatch(/^HTTP\/1\.1 (?:200|400|500|502) /)
  }
})

test("requests sent in one go are answered in their order", async () => {
  const seen: string[] = []
  stand = await GatewayUnderTest.start({
    module: (req, res) => {
      seen.push(req.url ?? "")
      setTimeout(() => res.end(`<${req.url}>`), req.url === "/1" ? 30 : 0)
    },
  })
  const one = (path: string, more = "") => `GET ${path} HTTP/1.1\r\n${host()}${more}\r\n`
  const answer = await stand.send(one("/1") + one("/2") + one("/3", "connection: close\r\n"))
  expect([...answer.matchAll(/<\/\d>/g)].join("")).toBe("</1></2></3>")
})

test("headers beyond the bound are 431, a target beyond it 414, and the module hears of neither", async () => {
  const seen: string[] = []
  stand = await GatewayUnderTest.start({ module: noting(seen) })
  const big = await stand.send(`GET / HTTP/1.1\r\n${host()}x: ${"y".repeat(40_000)}\r\n\r\n`)
  expect(big).toMatch(/^HTTP\/1\.1 431 /)
  expect((await stand.ask({ path: `/${"a".repeat(20_000)}` })).status).toBe(414)
  expect(seen).toEqual([])
})

test("what never became a request is answered with a page whose id is in the log, and nothing of it is repeated", async () => {
  stand = await GatewayUnderTest.start()
  for (const [text, status, code] of [
    [
      `GET / HTTP/1.1\r\n${host()}cookie: canary=${"y".repeat(40_000)}\r\n\r\n`,
      431,
      "request.headers_too_large",
    ],
    ["canary\r\n\r\n", 400, "request.malformed"],
  ] as const) {
    const answer = await stand.send(text)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    const shown = /<code>(req_\w+)<\/code>/.exec(answer)?.[1]
    expect(answer).toContain(`x-request-id: ${shown}\r\n`)
    expect(stand.log.at(-1)).toMatchObject({
      level: "info",
      fields: { requestId: shown, status, code },
    })
    expect(stand.gateway.stats().refusals.get(code)).toBe(1)
    expect(answer + JSON.stringify(stand.log)).not.toContain("canary")
  }
})

test("an answer under way is not mixed with one to what comes behind it", async () => {
  const rest = Promise.withResolvers<void>()
  stand = await GatewayUnderTest.start({
    module: (_req, res) => {
      res.writeHead(200, { "content-length": "10" })
      res.write("first")
      void rest.promise.then(() => res.end("-last"))
    },
  })
  const socket = stand.dial()
  let got = ""
  socket.on("data", (bytes) => (got += bytes.toString()))
  socket.write(`GET / HTTP/1.1\r\n${host()}\r\n`)
  await expect.poll(() => got).toContain("first")
  socket.write("no HTTP at all\r\n\r\n")
  await once(socket, "close")
  expect(got.match(/HTTP\/1\.1/g)?.length).toBe(1)
  rest.resolve()
})

test("an upload that breaks off is broken off at the module too, and counted off", async () => {
  const arrived = Promise.withResolvers<void>()
  const broken = Promise.withResolvers<void>()
  stand = await GatewayUnderTest.start({
    module: (req) => {
      req.on("data", () => {
        arrived.resolve()
      })
      req.on("error", () => {
        broken.resolve()
      })
    },
  })
  const socket = stand.dial()
  socket.write(`POST /up HTTP/1.1\r\n${host()}content-length: 1000000\r\n\r\n${"x".repeat(70_000)}`)
  await arrived.promise
  expect(stand.gateway.activity(stand.install).requests).toBe(1)
  socket.destroy()
  await broken.promise
  await expect.poll(() => stand.gateway.activity(stand.install).requests).toBe(0)
  expect(stand.log.filter((line) => line.level === "warn")).toEqual([])
})

test("a visitor who stops half-way through an upload is let go", async () => {
  stand = await GatewayUnderTest.start({ module: noting([]), limits: { visitorStallMs: 50 } })
  const socket = stand.dial()
  socket.write(`POST /up HTTP/1.1\r\n${host()}content-length: 100\r\n\r\nhalf`)
  await once(socket, "close")
  expect(stand.log.filter((line) => line.level === "warn")).toEqual([])
})

test("a visitor who stops reading is let go, and meanwhile the module is held back", async () => {
  let sent = 0
  const over = Promise.withResolvers<void>()
  stand = await GatewayUnderTest.start({
    limits: { visitorStallMs: 300 },
    module: (_req, res) => {
      const chunk = Buffer.alloc(65_536)
      const more = (): void => {
        do sent += chunk.length
        while (res.write(chunk))
      }
      res.on("drain", more)
      res.on("close", () => {
        over.resolve()
      })
      more()
    },
  })
  const socket = stand.dial()
  socket.write(`GET / HTTP/1.1\r\n${host()}\r\n`)
  socket.pause()
  await over.promise
  // Kernel buffers on the way hold some megabytes; without back-pressure 300 ms would move hundreds.
  expect(sent).toBeLessThan(32 * 1_048_576)
  socket.destroy()
})

test("a visitor who stops reading is waited for once, however many pieces still come", async () => {
  const over = Promise.withResolvers<void>()
  stand = await GatewayUnderTest.start({
    limits: { visitorStallMs: 300 },
    module: (_req, res) => {
      // More than the kernel's buffers on the way hold, a thousand bytes a piece.
      for (let piece = 0; piece < 20_000; piece += 1) res.write(Buffer.alloc(1_000))
      res.on("close", () => {
        over.resolve()
      })
    },
  })
  const answers: ServerResponse[] = []
  stand.server.on("request", (_req, res: ServerResponse) => answers.push(res))
  const socket = stand.dial()
  socket.write(`GET / HTTP/1.1\r\n${host()}\r\n`)
  socket.pause()
  await over.promise
  expect(answers.map((answer) => answer.listenerCount("drain"))).toEqual([1])
  socket.destroy()
})

test("a visitor who never takes the end of an answer does not stay under way for ever", async () => {
  const body = Buffer.alloc(60_000)
  stand = await GatewayUnderTest.start({
    limits: { visitorStallMs: 200 },
    module: (_req, res) => res.end(body),
  })
  const socket = stand.dial()
  socket.on("error", () => undefined)
  socket.pause()
  socket.write(`GET / HTTP/1.1\r\n${host()}\r\n`.repeat(200))
  await expect.poll(() => stand.gateway.activity(stand.install).requests).toBeGreaterThan(0)
  await expect
    .poll(() => stand.gateway.activity(stand.install).requests, { timeout: 5_000 })
    .toBe(0)
  socket.destroy()
})

test("a visitor who leaves ends the module's work", async () => {
  const over = Promise.withResolvers<void>()
  stand = await GatewayUnderTest.start({
    module: (_req, res) => {
      res.write("first")
      res.on("close", () => {
        over.resolve()
      })
    },
  })
  const socket = stand.dial()
  socket.write(`GET / HTTP/1.1\r\n${host()}\r\n`)
  await once(socket, "data")
  socket.destroy()
  await over.promise
  await expect.poll(() => stand.gateway.activity(stand.install).requests).toBe(0)
})

test("an answer that breaks off never looks whole", async () => {
  stand = await GatewayUnderTest.start({
    module: (_req, res) => {
      res.write("half")
      setImmediate(() => res.destroy())
    },
  })
  await expect(stand.ask()).rejects.toThrow("aborted")
  await expect.poll(() => stand.log.some((line) => line.level === "warn")).toBe(true)
})

test("a first piece is passed on at once, with or without a body behind it", async () => {
  const rest = Promise.withResolvers<void>()
  stand = await GatewayUnderTest.start({
    module: (req, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" })
      if (req.url === "/data") res.write("data: 1\n\n")
      else res.flushHeaders()
      void rest.promise.then(() => res.end())
    },
  })
  const sockets = ["/data", "/headers"].map((path) => {
    const socket = stand.dial()
    socket.write(`GET ${path} HTTP/1.1\r\n${host()}\r\n`)
    return socket
  })
  for (const socket of sockets) {
    expect(String(await once(socket, "data"))).toMatch(/^HTTP\/1\.1 200 /)
  }
  rest.resolve()
  for (const socket of sockets) socket.destroy()
})

test("an answer to an upload that was not read to its end arrives, and the rest of the upload is read away", async () => {
  stand = await GatewayUnderTest.start({
    module: (req, res) => {
      // Long enough for everything on the way to be full, so that the gateway has stopped reading.
      const isUpload = req.method === "POST"
      setTimeout(() => res.writeHead(413).end("too large"), isUpload ? 100 : 0)
    },
  })
  const upload = `POST / HTTP/1.1\r\n${host()}content-length: 5000000\r\n\r\n${"x".repeat(5_000_000)}`
  const answer = await stand.send(`${upload}GET / HTTP/1.1\r\n${host()}connection: close\r\n\r\n`)
  expect(answer.match(/HTTP\/1\.1 413 /g)?.length).toBe(2)
})

test("an upload that nobody admits is answered, not taken", async () => {
  const seen: string[] = []
  stand = await GatewayUnderTest.start({ module: noting(seen), route: { access: "private" } })
  const answer = await stand.ask({ method: "POST", body: "x".repeat(5_000_000) })
  expect(answer.status).toBe(401)
  expect(seen).toEqual([])
})

test("Expect: 100-continue is answered once the visitor is let in, and refused before", async () => {
  stand = await GatewayUnderTest.start({ module: noting([]) })
  const socket = stand.dial()
  const head = `POST / HTTP/1.1\r\n${host()}content-length: 5\r\nexpect: 100-continue\r\n`
  socket.write(`${head}connection: close\r\n\r\n`)
  expect(String(await once(socket, "data"))).toBe("HTTP/1.1 100 Continue\r\n\r\n")
  socket.write("hello")
  expect(String(await once(socket, "data"))).toMatch(/^HTTP\/1\.1 200 /)

  stand.set({ access: "private" })
  const stranger = stand.dial()
  stranger.write(`${head}\r\n`)
  expect(String(await once(stranger, "data"))).toMatch(/^HTTP\/1\.1 401 /)
  stranger.destroy()
})

test("a module that switches protocols unasked is a 502", async () => {
  stand = await GatewayUnderTest.start({
    module: (_req, res) => {
      res.socket?.end(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
      )
    },
  })
  expect((await stand.ask()).status).toBe(502)
})

test("a module that answers nonsense or endless headers is a 502", async () => {
  stand = await GatewayUnderTest.start({
    module: (req, res) => {
      const text =
        req.url === "/long"
          ? `HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}\r\n\r\n`
          : "hello\r\n\r\n"
      res.socket?.end(text)
    },
  })
  expect((await stand.ask({ path: "/long" })).status).toBe(502)
  expect((await stand.ask({ path: "/nonsense" })).status).toBe(502)
})

test("a POST whose module ends before answering is not sent twice", async () => {
  const seen: string[] = []
  stand = await GatewayUnderTest.start({
    module: (req) => {
      seen.push(String(req.method))
      req.resume().on("end", () => req.socket.destroy())
    },
  })
  expect((await stand.ask({ method: "POST", body: "pay" })).status).toBe(502)
  expect((await stand.ask({ method: "POST" })).status).toBe(502)
  expect(seen).toEqual(["POST", "POST"])
})

test("requests beyond an install's bound are 503 at once", async () => {
  stand = await GatewayUnderTest.start({
    limits: { requestsPerInstallMax: 2 },
    module: () => undefined,
  })
  const sockets = [stand.dial(), stand.dial()]
  for (const socket of sockets) socket.write(`GET / HTTP/1.1\r\n${host()}\r\n`)
  await expect.poll(() => stand.gateway.activity(stand.install).requests).toBe(2)
  expect((await stand.ask()).status).toBe(503)
  for (const socket of sockets) socket.destroy()
})
