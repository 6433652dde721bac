// What only a browser can decide: which cookies it keeps, which frames it shows, which origins it names.
import { createHash } from "node:crypto"
import { createServer, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { installId, type InstallId } from "@modkeep/contract/ids"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

import { newId } from "../../packages/server/src/base/ids.ts"
import { createGateway } from "../../packages/server/src/gateway/create-gateway.ts"
import type { Gateway } from "../../packages/server/src/gateway/gateway.ts"
import { hostLabel } from "../../packages/server/src/gateway/host-label.ts"
import { RouteTable } from "../../packages/server/src/gateway/route-table.ts"
import { serverOptions } from "../../packages/server/src/gateway/server-options.ts"
import { openChromium } from "../support/chromium.ts"

const own: InstallId = installId.parse(newId("ins"))
const sibling: InstallId = installId.parse(newId("ins"))
const routes = new RouteTable()
let browser: Browser
let folder: string
let module: Server
let front: Server
let gateway: Gateway
let port: number
let handOffs = 0
let started = Promise.withResolvers<void>()

const page = (install: InstallId) => `http://${hostLabel(install)}.localhost:${port}`

/** The module: a page, a frame of its own, and a WebSocket that agrees and says nothing. */
const moduleAnswers: RequestListener = (req, res) => {
  res.setHeader("content-type", "text/html")
  res.setHeader("x-cookies", req.headers.cookie ?? "none")
  res.end(`<h1>module</h1><p id="cookies">${req.headers.cookie ?? "none"}</p>`)
}

/** The console: signs everyone in and sends them back by a one-time code. */
const consoleAnswers: RequestListener = (req, res) => {
  handOffs += 1
  const query = new URL(req.url ?? "", "http://localhost").searchParams
  const install = installId.parse(query.get("install"))
  const to = encodeURIComponent(query.get("to") ?? "/")
  res.writeHead(302, { location: `${page(install)}/_modkeep/enter?code=one-time&to=${to}` }).end()
}

async function listen(server: Server, where: string | number): Promise<void> {
  await new Promise<void>((resolve) => {
    server.listen(where, resolve)
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gateway-"))
  const path = join(folder, "module.sock")
  module = createServer(moduleAnswers).on("upgrade", (req, socket) => {
    const accept = createHash("sha1")
      .update(`${req.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest("base64")
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    )
  })
  await listen(module, path)
  front = createServer(serverOptions, (req, res) => {
    if (gateway.owns(req)) gateway.handle(req, res)
    else consoleAnswers(req, res)
  }).on("upgrade", (req, socket, head) => {
    gateway.upgrade(req, socket, head)
  })
  await listen(front, 0)
  // A TCP server's address is never the text that a Unix socket's is.
  port = (front.address() as AddressInfo).port
  gateway = createGateway({
    routes,
    wake: async () => {
      await started.promise
      return { kind: "unix", path }
    },
    admission: {
      check: (cookie, install) => (cookie === `session.${install}` ? { id: "usr_1" } : undefined),
      redeem: (_code, install) => ({ cookie: `session.${install}`, maxAgeSeconds: 60 }),
      identityKey: () => new Uint8Array(32),
    },
    publicUrl: new URL(`http://localhost:${port}`),
    appsDomain: "localhost",
    trustedProxies: [],
    clock: { now: () => Date.now() },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
  })
  const address = { kind: "unix", path } as const
  routes.set({ install: own, state: "running", access: "private", embedOrigins: [], address })
  routes.set({ install: sibling, state: "running", access: "public", embedOrigins: [], address })
  browser = await openChromium()
})

afterAll(async () => {
  await browser.close()
  await gateway.close(0)
  front.closeAllConnections()
  module.closeAllConnections()
  front.close()
  module.close()
  await rm(folder, { recursive: true })
})

test("a browser keeps the session on http://….localhost, and neither scripts nor the module see it", async () => {
  const context = await browser.newContext()
  const tab = await context.newPage()
  await tab.goto(`${page(own)}/a?b=c#d`)
  expect(tab.url()).toBe(`${page(own)}/a?b=c#d`)
  expect(await tab.textContent("#cookies")).toBe("none")
  expect(await tab.evaluate("document.cookie")).toBe("")
  expect(
    (await context.cookies(page(own))).map(({ name, secure, httpOnly }) => ({
      name,
      secure,
      httpOnly,
    })),
  ).toEqual([{ name: "__Host-modkeep", secure: true, httpOnly: true }])
  const before = handOffs
  await tab.reload()
  expect(handOffs).toBe(before)
  await context.close()
})

test("a sibling module cannot plant a session on another install's origin", async () => {
  const context = await browser.newContext()
  const tab = await context.newPage()
  await tab.goto(page(own))
  await tab.goto(page(sibling))
  await tab.evaluate(`for (const domain of ["localhost", ".localhost", "${hostLabel(own)}.localhost"]) {
    document.cookie = "__Host-modkeep=evil; path=/; secure; domain=" + domain
    document.cookie = "__Host-modkeep=evil; path=/x; secure"
  }`)
  const cookies = await context.cookies(page(own))
  expect(cookies.filter(({ value }) => value === "evil")).toEqual([])
  await context.close()
})

const dial = (to: string) => `new Promise((resolve) => {
  const socket = new WebSocket("${to.replace("http", "ws")}/_stcore/stream")
  socket.onopen = () => { socket.close(); resolve("open") }
  socket.onerror = () => resolve("refused")
})`

test("the page itself opens its WebSocket; a sibling's page and a sandboxed frame do not", async () => {
  const context = await browser.newContext()
  const tab = await context.newPage()
  await tab.goto(page(own))
  expect(await tab.evaluate(dial(page(own)))).toBe("open")
  await tab.goto(page(sibling))
  expect(await tab.evaluate(dial(page(own)))).toBe("refused")
  await tab.setContent(
    `<iframe sandbox="allow-scripts" srcdoc="<script>parent.postMessage(0, '*')</script>"></iframe>`,
  )
  const frame = tab.frames()[1]
  expect(await frame?.evaluate(dial(page(sibling)))).toBe("refused")
  await context.close()
})

test("another site's page may frame a module only when it is an embed origin", async () => {
  const context = await browser.newContext()
  const tab = await context.newPage()
  const shown = async () => {
    await tab.goto(page(own))
    await tab.setContent(`<iframe src="${page(sibling)}/"></iframe>`)
    const frame = await (await tab.waitForSelector("iframe")).contentFrame()
    await frame?.waitForLoadState()
    return (await frame?.textContent("body").catch(() => "")) ?? ""
  }
  expect(await shown()).not.toContain("module")
  const route = routes.get(sibling)
  if (route !== undefined) routes.set({ ...route, embedOrigins: [page(own)] })
  expect(await shown()).toContain("module")
  await context.close()
})

/** Opens the sibling's page in that state, and tells what Chromium held against it. */
async function openSibling(state: "asleep" | "failed") {
  const route = routes.get(sibling)
  if (route === undefined) throw new Error("the sibling has a route")
  routes.set({ ...route, state })
  const context = await browser.newContext()
  const tab = await context.newPage()
  const problems: string[] = []
  tab.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) problems.push(message.text())
  })
  await tab.goto(`${page(sibling)}/a?b=c`)
  return { tab, context, problems, route }
}

test("the waiting page loads itself again until the module is there", async () => {
  started = Promise.withResolvers()
  const { tab, context, problems } = await openSibling("asleep")
  expect(await tab.textContent("h1")).toBe("The page is waking up")
  started.resolve()
  await tab.getByText("module", { exact: true }).waitFor()
  expect(tab.url()).toBe(`${page(sibling)}/a?b=c`)
  expect(problems).toEqual([])
  await context.close()
})

test("the page of a failed start offers to try again, and that leads to the same address", async () => {
  const { tab, context, problems, route } = await openSibling("failed")
  expect(await tab.textContent("h1")).toBe("The module did not start")
  expect(problems).toEqual([])
  routes.set({ ...route, state: "running" })
  await tab.click("a")
  await tab.getByText("module", { exact: true }).waitFor()
  expect(tab.url()).toBe(`${page(sibling)}/a?b=c`)
  await context.close()
})
