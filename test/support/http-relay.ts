// A relay between a browser and the server, to make the network bad for real: it withholds answers, resets connections, is gone
// for a while, and remembers every answer it passed on. The server has to know it as its own address (MODKEEP_PUBLIC_URL).
import { once } from "node:events"
import {
  createServer,
  type IncomingMessage,
  request as ask,
  type Server,
  type ServerResponse,
} from "node:http"

import { freePort } from "./free-port.ts"

export interface Answered {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly body: Buffer
}

export class HttpRelay {
  readonly port: number
  /** In the order in which they ended; a stream is there once it is closed. */
  readonly answers: Answered[] = []
  /** Every request as it came, answered or not. */
  readonly requests: string[] = []
  /** Set it once the server is there. */
  target = 0
  readonly #server: Server
  #held: RegExp | undefined
  #reset: RegExp | undefined
  readonly #waiting: (() => void)[] = []

  constructor(port: number) {
    this.port = port
    this.#server = createServer((request, response) => void this.#pass(request, response))
  }

  get origin(): string {
    return `http://localhost:${this.port}`
  }

  async open(): Promise<void> {
    this.#server.listen(this.port, "127.0.0.1")
    await once(this.#server, "listening")
  }

  /** Gone: what is connected is cut, what comes is refused. `open` brings it back. */
  async close(): Promise<void> {
    this.release()
    const closed = once(this.#server, "close")
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  /** Answers to such paths are withheld until `release`. */
  hold(paths: RegExp): void {
    this.#held = paths
  }

  release(): void {
    this.#held = undefined
    for (const go of this.#waiting.splice(0)) go()
  }

  /** Connections that ask for such paths are reset; undefined: none. */
  reset(paths: RegExp | undefined): void {
    this.#reset = paths
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? ""
    this.requests.push(`${request.method} ${path}`)
    if (this.#reset?.test(path) === true) return void request.socket.resetAndDestroy()
    if (this.#held?.test(path) === true)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    const { "accept-encoding": _, ...headers } = request.headers
    const up = ask({
      host: "127.0.0.1",
      port: this.target,
      method: request.method,
      path,
      headers,
    })
    response.on("close", () => up.destroy())
    up.on("error", () => response.destroy())
    up.on("response", (answer) => {
      const chunks: Buffer[] = []
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      response.flushHeaders()
      answer.on("data", (chunk: Buffer) => {
        chunks.push(chunk)
        response.write(chunk)
      })
      answer.on("error", () => response.destroy())
      answer.on("close", () => {
        const [method, status] = [request.method ?? "", answer.statusCode ?? 0]
        this.answers.push({ method, path, status, body: Buffer.concat(chunks) })
        if (answer.complete) response.end()
        else response.destroy()
      })
    })
    request.pipe(up)
  }
}

/** Listening on a port of its own. */
export async function openRelay(): Promise<HttpRelay> {
  const relay = new HttpRelay(await freePort())
  await relay.open()
  return relay
}
