import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises"
import { createServer, request, type Server } from "node:http"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"

import { afterEach, beforeEach, expect, test } from "vitest"

import { createConsole } from "./create-console.ts"

let folder: string
let dist: string
let server: Server

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "modkeep-console-"))
  dist = join(folder, "dist")
  const pages = createConsole(dist)
  server = createServer((req, res) => {
    void pages.answer(req, res).then((isAnswered) => {
      if (!isAnswered) res.writeHead(404).end("not the console's")
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
})
afterEach(async () => {
  server.close()
  server.closeAllConnections()
  await rm(folder, { recursive: true })
})

let builds = 0

async function build(at: string, script: string): Promise<void> {
  await mkdir(join(at, "assets"), { recursive: true })
  const code = `export const it = "${script}"\n`.repeat(100)
  await writeFile(join(at, "assets", script), code)
  await writeFile(join(at, "assets", `${script}.gz`), gzipSync(code))
  await writeFile(join(at, "favicon.svg"), "<svg/>")
  await writeFile(join(at, ".stamp"), "hash")
  const index = join(at, "index.html")
  await writeFile(index, `<script nonce="__CSP_NONCE__" src="/assets/${script}"></script>`)
  // Two builds within one tick of the file system's clock are still two builds.
  const time = 1_700_000_000 + (builds += 1)
  await utimes(index, time, time)
}

async function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  const { port } = server.address() as AddressInfo
  const asked = request({ host: "127.0.0.1", port, path, headers, method }).end()
  const [answer] = await once(asked, "response")
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(part)
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }
}

const html = { accept: "text/html,*/*;q=0.8" }

test("without a build it answers nothing, and a build made later is served without a restart", async () => {
  expect((await get("/modules", html)).status).toBe(404)
  await build(dist, "one.js")
  expect((await get("/modules", html)).body.toString()).toContain("/assets/one.js")
})

test("after a new build the page is the new one, and pages that are open still get their files", async () => {
  await build(dist, "one.js")
  await get("/", html)
  await build(join(folder, "next"), "two.js")
  await rename(dist, join(folder, "old"))
  expect((await get("/", html)).body.toString()).toContain("one.js")
  await rename(join(folder, "next"), dist)
  expect((await get("/", html)).body.toString()).toContain("two.js")
  expect((await get("/assets/one.js")).status).toBe(200)
  expect((await get("/assets/two.js")).status).toBe(200)
})

test("only what was built is served, compressed as the browser takes it", async () => {
  await build(dist, "one.js")
  const plain = await get("/assets/one.js")
  const zipped = await get("/assets/one.js", { "accept-encoding": "gzip, br" })
  expect(zipped.headers["content-encoding"]).toBe("gzip")
  expect(gunzipSync(zipped.body)).toEqual(plain.body)
  expect(plain.headers["cache-control"]).toContain("immutable")
  expect((await get("/favicon.svg")).headers["cache-control"]).toBe("no-cache")
  for (const path of [
    "/.stamp",
    "/assets/../.stamp",
    "/assets/%2e%2e/.stamp",
    "/index.html",
    "/assets",
  ])
    expect([path, (await get(path)).status]).toEqual([path, 404])
})

test("HEAD has no body; other verbs and the API's addresses are not the console's", async () => {
  await build(dist, "one.js")
  const head = await get("/modules", html, "HEAD")
  expect([head.status, head.body.length]).toEqual([200, 0])
  expect((await get("/modules", html, "POST")).status).toBe(404)
  for (const path of ["/api", "/api/v1/modules", "/api/docs", "/sign-in/hand-off?install=x"])
    expect([path, (await get(path, html)).status]).toEqual([path, 404])
  expect((await get("/modules", { accept: "application/json" })).status).toBe(404)
})
