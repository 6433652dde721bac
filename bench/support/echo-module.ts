// A program: a module that opens every WebSocket and sends back what comes, byte for byte.
//
// node bench/support/echo-module.ts SOCKET PORT
import { createServer } from "node:http"
import type { Socket } from "node:net"

import { agreementText } from "./websocket-text.ts"

const [socketPath, port] = process.argv.slice(2)
for (const where of [{ path: socketPath }, { port: Number(port), host: "127.0.0.1" }]) {
  createServer((_req, res) => res.end("module"))
    .on("upgrade", (_req, socket: Socket) => {
      socket.setNoDelay(true)
      socket.on("error", () => socket.destroy()).write(agreementText)
      socket.on("data", (bytes) => socket.write(bytes))
    })
    .listen({ ...where, backlog: 8_192 })
}
