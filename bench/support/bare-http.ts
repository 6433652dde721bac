// A program: `node:http` that answers by itself, with nothing behind it and nothing decided: the least a gateway on it can cost.
//
// node bench/support/bare-http.ts PORT BYTES
import { createServer } from "node:http"

const [port, bytes] = process.argv.slice(2).map(Number)
const body = Buffer.alloc(bytes ?? 0, "x")
const headers = ["content-type", "text/plain", "content-length", String(body.length)]
createServer({ noDelay: true }, (_req, res) => {
  res.writeHead(200, headers).end(body)
}).listen({ port, host: "127.0.0.1" })
