// A gateway with a module behind it, for tests: real sockets on both sides, and knobs for everything the parts decide.
import { mkdtemp, rm } from "node:fs/promises"
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type RequestListener,
  type Server,
} from "node:http"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"

import { installId, type InstallId } from "@modkeep/contract/ids"

import { newId } from "#base/ids.ts"

import type { Admission } from "./admission.ts"
import { createGateway } from "./create-gateway.ts"
import type { Gateway, GatewayLog } from "./gateway.ts"
import { hostLabel } from "./host-label.ts"
import type { GatewayLimits } from "./limits.ts"
import { type RouteFacts, RouteTable } from "./route-table.ts"
import { serverOptions } from "./server-options.ts"
import type { UpstreamAddress } from "./upstream-address.ts"

interface Knobs {
  readonly module?: RequestListener
  readonly route?: Partial<RouteFacts>
  readonly admission?: Partial<Admission>
  readonly wake?: (install: InstallId, stand: GatewayUnderTest) => Promise<UpstreamAddress>
  readonly publicUrl?: string
  readonly appsDomain?: string
  readonly trustedProxies?: readonly string[]
  readonly limits?: Partial<GatewayLimits>
}

interface Line {
  readonly level: string
  readonly fields: object
  readonly message: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly trailers: Record<string, string | undefined>
  readonly body: string
}

export interface Question {
  readonly method?: string
  readonly path?: string
  readonly host?: string
  readonly headers?: Record<string, string | readonly string[]>
  readonly body?: string
}

export const navigation = {
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
  accept: "text/html",
}

export class GatewayUnderTest {
  readonly install: InstallId = installId.parse(newId("ins"))
  readonly routes = new RouteTable()
  readonly log: Line[] = []
  readonly module: Server
  readonly address: UpstreamAddress & { kind: "unix" }
  readonly gateway: Gateway
  readonly server: Server
  readonly #folder: string
  readonly #connections = new Set<Socket>()
  port = 0
  wakes = 0

  private constructor(folder: string, knobs: Knobs) {
    this.#folder = folder
    this.address = { kind: "unix", path: join(folder, "module.sock") }
    this.module = createServer(knobs.module ?? ((_req, res) => res.end("module")))
    this.set(knobs.route ?? {})
    const note = (level: string) => (fields: object, message: string) => {
      this.log.push({ level, fields, message })
    }
    const log: GatewayLog = { debug: note("debug"), info: note("info"), warn: note("warn") }
    this.gateway = createGateway({
      routes: this.routes,
      wake: (install) => {
        this.wakes += 1
        return knobs.wake?.(install, this) ?? Promise.resolve(this.address)
      },
      admission: {
        check: () => undefined,
        redeem: () => undefined,
        identityKey: () => new Uint8Array(32).fill(7),
        ...knobs.admission,
      },
      publicUrl: new URL(knobs.publicUrl ?? "http://localhost:8700"),
      appsDomain: knobs.appsDomain ?? "localhost",
      trustedProxies: knobs.trustedProxies ?? [],
      clock: { now: () => Date.now() },
      log,
      limits: { visitorStallMs: 5_000, ...knobs.limits },
    })
    this.server = createServer(serverOptions, this.gateway.handle)
      .on("upgrade", this.gateway.upgrade)
      .on("clientError", this.gateway.clientError)
      .on("checkContinue", this.gateway.handle)
    for (const server of [this.server, this.module]) {
      server.on("connection", (socket: Socket) => {
        this.#connections.add(socket)
        socket.once("close", () => this.#connections.delete(socket))
      })
    }
  }

  static async start(knobs: Knobs = {}): Promise<GatewayUnderTest> {
    const stand = new GatewayUnderTest(await mkdtemp(join(tmpdir(), "gateway-")), knobs)
    await listen(stand.module, stand.address.path)
    await listen(stand.server, { port: 0, host: "127.0.0.1" })
    const bound = stand.server.address()
    stand.port = typeof bound === "object" && bound !== null ? bound.port : 0
    return stand
  }

  /** Host of the install's page, as a visitor's address bar has it. */
  get host(): string {
    return `${hostLabel(this.install)}.localhost:8700`
  }

  get origin(): string {
    return `http://${this.host}`
  }

  set(facts: Partial<RouteFacts>): void {
    this.routes.set({
      install: this.install,
      state: "running",
      access: "public",
      embedOrigins: [],
      address: this.address,
      ...facts,
    })
  }

  async ask(question: Question = {}): Promise<Answer> {
    return await new Promise((resolve, reject) => {
      const req = request({
        host: "127.0.0.1",
        port: this.port,
        agent: false,
        method: question.method ?? "GET",
        path: question.path ?? "/",
        headers: { host: question.host ?? this.host, ...question.headers },
      })
      req.on("error", reject)
      req.on("response", (res) => {
        answerOf(res).then(resolve, reject)
      })
      req.end(question.body)
    })
  }

  /** A bare connection, for what no well-behaved client would send. */
  dial(): Socket {
    return connect(this.port, "127.0.0.1")
  }

  /** Sends the text and gives back everything that comes until the other side ends. */
  async send(payload: string): Promise<string> {
    const socket = this.dial()
    socket.write(payload, "latin1")
    return await text(socket.setEncoding("latin1"))
  }

  async stop(): Promise<void> {
    await this.gateway.close(0)
    for (const socket of this.#connections) socket.destroy()
    for (const server of [this.server, this.module]) {
      await new Promise((resolve) => server.close(resolve))
    }
    await rm(this.#folder, { recursive: true })
  }
}

async function answerOf(res: IncomingMessage): Promise<Answer> {
  const body = await text(res)
  return {
    status: res.statusCode ?? 0,
    headers: res.headers,
    rawHeaders: res.rawHeaders,
    trailers: res.trailers,
    body,
  }
}

async function listen(
  server: Server,
  where: string | { port: number; host: string },
): Promise<void> {
  await new Promise<void>((resolve) => {
    server.listen(where, resolve)
  })
}
