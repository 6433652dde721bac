// A restart as visitors see it: the port answers as long as anything is under way, and the session goes on in the process that lived on.
import { once } from "node:events"
import { connect } from "node:net"
import { text } from "node:stream/consumers"

import { afterAll, beforeAll, expect, test } from "vitest"

import { type Deployment, deployOn } from "../support/deployment.ts"
import { getPage } from "../support/get-page.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"

let server: ModkeepServer
let deployment: Deployment
let install: { readonly url: string }

beforeAll(async () => {
  server = await startServer()
  deployment = await deployOn(server)
  const script =
    "import streamlit as st\nst.session_state.setdefault('runs', 0)\nst.session_state.runs += 1\nst.text(f'runs {st.session_state.runs}')\n"
  install = await deployment.install(await deployment.publish(script))
})
afterAll(async () => server.dispose())

/** A request whose end is the caller's to give; resolves with the module's status. */
function beginUpload(): { readonly status: Promise<number>; finish(): void } {
  const { host } = new URL(install.url)
  const socket = connect(server.port, "127.0.0.1")
  socket.write(
    `POST /_stcore/health HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-length: 2\r\n\r\na`,
  )
  const answer = text(socket)
  return {
    status: answer.then((all) => Number(/^HTTP\/1\.1 (\d+)/.exec(all)?.[1])),
    finish: () => socket.write("b"),
  }
}

/** A connection to the API that is kept, with a body that is sent when the test says so. */
class Caller {
  heard = ""
  readonly closed: Promise<unknown>
  readonly #socket = connect(server.port, "127.0.0.1")
  readonly #body: string

  constructor(body: string) {
    this.#body = body
    this.#socket.on("data", (chunk) => (this.heard += chunk.toString()))
    this.closed = once(this.#socket, "close")
  }

  send(what: string, ...more: readonly string[]): void {
    const lines = [
      `${what} HTTP/1.1`,
      `host: ${new URL(server.origin).host}`,
      `authorization: Bearer ${server.token}`,
      ...(what.startsWith("GET")
        ? []
        : ["content-type: application/json", `content-length: ${this.#body.length}`]),
      ...more,
    ]
    this.#socket.write(`${lines.join("\r\n")}\r\n\r\n`)
  }

  sendBody(): void {
    this.#socket.write(this.#body)
  }
}

async function requestsUnderWay(): Promise<number> {
  const { body } = await getPage(`${server.origin}/metrics`)
  return Number(/^modkeep_gateway_requests (\d+)$/m.exec(body)?.[1])
}

test("who comes while others are still served gets a page that comes back by itself, not a closed port", async () => {
  await (await deployment.visit(install)).close()
  // An upload that is not over yet: what a restart waits for.
  const { status, finish } = beginUpload()
  await expect.poll(requestsUnderWay, { timeout: 20_000 }).toBe(1)
  const ended = server.end("SIGTERM")
  await expect.poll(async () => (await getPage(`${server.origin}/readyz`)).status).toBe(503)
  const page = await getPage(install.url, { "sec-fetch-mode": "navigate" })
  expect(page).toMatchObject({ status: 503, headers: { "retry-after": "1", connection: "close" } })
  expect(page.body).toContain('http-equiv="refresh"')
  finish()
  // Streamlit's own word: it takes no POST without a token of its own.
  expect(await status).toBe(403)
  expect(await ended).toBe(0)
  await server.start()
})

test("a save that is under way at a restart is answered", async () => {
  const caller = new Caller(JSON.stringify({ name: "late" }))
  caller.send("POST /api/v1/apps", "expect: 100-continue", "connection: close")
  await expect.poll(() => caller.heard).toContain("100 Continue")
  const ended = server.end("SIGTERM")
  await expect.poll(async () => (await getPage(`${server.origin}/readyz`)).status).toBe(503)
  caller.sendBody()
  await caller.closed
  expect(caller.heard).toMatch(/HTTP\/1\.1 201 [^]*"name":"late"/)
  expect(await ended).toBe(0)
  await server.start()
  const { data } = await server.client.call("apps.list", { query: {} })
  expect(data.items.map(({ name }) => name)).toContain("late")
})

test("while a save under way comes to its end, what is new on a kept connection is told to come back, and is not begun", async () => {
  const late = new Caller(`{"name":"held"}`)
  const kept = new Caller(`{"name":"refused"}`)
  kept.send("GET /api/v1/me")
  await expect.poll(() => kept.heard).toContain("200 OK")
  late.send("POST /api/v1/apps", "expect: 100-continue")
  await expect.poll(() => late.heard).toContain("100 Continue")
  const ended = server.end("SIGTERM")
  await expect.poll(async () => (await getPage(`${server.origin}/readyz`)).status).toBe(503)
  kept.send("POST /api/v1/apps")
  kept.sendBody()
  await kept.closed
  const answer = kept.heard.slice(kept.heard.lastIndexOf("HTTP/1.1 "))
  expect(answer).toMatch(/^HTTP\/1\.1 503 /)
  expect(answer).toMatch(/^retry-after: 1\r$/im)
  expect(answer).toMatch(/^connection: close\r$/im)
  expect(answer).toContain('"code":"server.restarting"')
  late.sendBody()
  await late.closed
  expect(late.heard).toMatch(/HTTP\/1\.1 201 [^]*"name":"held"/)
  expect(await ended).toBe(0)
  await server.start()
  const { data } = await server.client.call("apps.list", { query: {} })
  const names = data.items.map(({ name }) => name)
  expect(names).toContain("held")
  expect(names).not.toContain("refused")
})

test("a session is found again after a restart, with what it held", async () => {
  const before = await deployment.visit(install)
  expect((await before.run()).texts).toEqual(["runs 1"])
  const { sessionId } = before
  expect(await server.end("SIGTERM")).toBe(0)
  expect(await before.closed).toBeGreaterThan(0)
  await server.start()
  const after = await deployment.visit(install, sessionId)
  expect((await after.run()).texts).toEqual(["runs 2"])
  await after.close()
})
