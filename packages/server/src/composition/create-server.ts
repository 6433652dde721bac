// One listener for everything: a host below the apps domain is the gateway's, the console's own host is the API's, any other
// host is nobody's. Health is answered under every name.
import {
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer as createHttpServer,
} from "node:http"
import { join } from "node:path"

import { getRequestListener } from "@hono/node-server"

import { createHandlers } from "#api/handlers.ts"
import { createApi } from "#api/server.ts"
import { createHealth, type Readiness } from "#api/health.ts"
import { createConsole } from "#console/create-console.ts"
import { serverOptions } from "#gateway/server-options.ts"

import type { Rooms } from "./open-rooms.ts"

export function createServer({ config, context, gateway }: Rooms, readiness: Readiness): Server {
  const api = getRequestListener(createApi(context, createHandlers(context)).fetch, {
    overrideGlobalObjects: false,
  })
  const pages = createConsole(join(import.meta.dirname, "../../../web/dist"))
  const hosts = consoleHosts(config)
  const answerHealth = createHealth(context, readiness)
  const answerOwn = async (req: IncomingMessage, res: ServerResponse) => {
    if (!(await pages.answer(req, res))) await api(req, res)
  }
  const answer = (req: IncomingMessage, res: ServerResponse) => {
    if (gateway.owns(req)) gateway.handle(req, res)
    else if (answerHealth(req, res)) return
    else if (hosts.has((req.headers.host ?? "").toLowerCase())) void answerOwn(req, res)
    else refuseHost(res)
  }
  const server = createHttpServer(serverOptions, answer)
  server.on("checkContinue", (req: IncomingMessage, res: ServerResponse) => {
    if (gateway.owns(req)) gateway.handle(req, res)
    else {
      res.writeContinue()
      answer(req, res)
    }
  })
  server.on("clientError", gateway.clientError)
  server.on("upgrade", (req, socket, head) => {
    if (gateway.owns(req)) gateway.upgrade(req, socket, head)
    else socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
  })
  return server
}

/** The public name, and the names of this machine under which a person or a probe on it asks. */
function consoleHosts({ publicUrl, listen }: Rooms["config"]): Set<string> {
  const { port } = listen
  return new Set([
    publicUrl.host,
    `localhost:${port}`,
    `127.0.0.1:${port}`,
    `[::1]:${port}`,
    `${listen.host}:${port}`,
  ])
}

function refuseHost(res: ServerResponse): void {
  const problem = {
    type: "/api/docs#request.wrong_host",
    title: "No site with this host name lives here",
    status: 421,
    detail: "No site with this host name lives here. Use the server's public address",
    code: "request.wrong_host",
  }
  res.writeHead(421, { "content-type": "application/problem+json", "cache-control": "no-store" })
  res.end(JSON.stringify(problem))
}
