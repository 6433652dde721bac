// A program: some WebSockets that each send a frame of 64 bytes, wait for it to come back, and rest for some milliseconds. Prints the
// round trips in microseconds as JSON.
//
// node bench/support/echo-client.ts PORT HOST SOCKETS SECONDS
import { once } from "node:events"
import { connect } from "node:net"
import { setTimeout as wait } from "node:timers/promises"

import { frame, handshakeText } from "./websocket-text.ts"

const [port, host = "", sockets, seconds] = process.argv.slice(2)
const restMs = 10
const warmUpMs = 500
const message = frame()
const times: number[] = []
const begun = performance.now()
const end = begun + warmUpMs + Number(seconds) * 1_000

async function chat(): Promise<void> {
  const socket = connect({ port: Number(port), host: "127.0.0.1", noDelay: true })
  socket.write(handshakeText(host))
  await once(socket, "data")
  // A phase of its own for each, so that they do not all speak at once.
  await wait(Math.random() * restMs)
  while (performance.now() < end) {
    const sent = performance.now()
    socket.write(message)
    for (let got = 0; got < message.length;) {
      const [bytes] = (await once(socket, "data")) as [Buffer]
      got += bytes.length
    }
    const now = performance.now()
    if (sent > begun + warmUpMs) times.push(Math.round((now - sent) * 1_000))
    await wait(restMs)
  }
  socket.destroy()
}

await Promise.all(Array.from({ length: Number(sockets) }, chat))
process.stdout.write(JSON.stringify(times))
