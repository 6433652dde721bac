import { once } from "node:events"

import { afterEach, expect, test } from "vitest"

import { GatewayUnderTest } from "./gateway-under-test.ts"

let stand: GatewayUnderTest
afterEach(async () => stand.stop())

test("a request reaches the module of its host and the answer comes back whole", async () => {
  stand = await GatewayUnderTest.start({
    module: (req, res) => {
      res.writeHead(201, "Made", { "x-answer": "yes" })
      res.end(`${req.method} ${req.url}`)
    },
  })
  const answer = await stand.ask({ path: "/a/b?c=d" })
  expect(answer).toMatchObject({ status: 201, body: "GET /a/b?c=d" })
  expect(answer.headers["x-answer"]).toBe("yes")
})

test("a body is streamed up and an answer down while both are still being written", async () => {
  stand = await GatewayUnderTest.start({ module: (req, res) => req.pipe(res) })
  const answer = await stand.ask({ method: "POST", body: "x".repeat(3_000_000) })
  expect(answer.body.length).toBe(3_000_000)
})

test("a WebSocket is opened by the module's 101 and carries bytes both ways", async () => {
  stand = await GatewayUnderTest.start()
  stand.module.on("upgrade", (_req, socket, head) => {
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
    )
    socket.write(head)
    socket.pipe(socket)
  })
  const socket = stand.dial().setEncoding("latin1")
  socket.write(
    `GET /s HTTP/1.1\r\nhost: ${stand.host}\r\norigin: ${stand.origin}\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-key: x\r\n\r\nearly`,
  )
  let heard = ""
  socket.on("data", (piece) => (heard += String(piece)))
  while (!heard.endsWith("early")) await once(socket, "data")
  expect(heard.startsWith("HTTP/1.1 101 ")).toBe(true)
  socket.end()
  await once(socket, "close")
})
