// Real Streamlit behind the gateway, on every promised release: pages, sessions, uploads and who visits come through.
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"

import { GatewayUnderTest } from "../../packages/server/src/gateway/gateway-under-test.ts"
import { openChromium } from "../support/chromium.ts"
import { freePort } from "../support/free-port.ts"
import { HandshakeRefused, openSession, type SessionOptions } from "../support/streamlit-client.ts"
import { streamlitEnvironment, streamlitReleases } from "../support/streamlit-environments.ts"

const SCRIPT = `
import streamlit as st
st.title("Behind the gateway")
if hasattr(st, "context"):
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    st.text("user " + headers.get("x-modkeep-user", "none"))
    st.text("cookies " + headers.get("cookie", "none"))
    st.text("for " + headers.get("x-forwarded-for", "none"))
uploaded = st.file_uploader("File")
if uploaded is not None:
    st.text("received %d bytes" % len(uploaded.getvalue()))
`

let browser: Browser
beforeAll(async () => {
  browser = await openChromium()
})
afterAll(async () => browser.close())

async function startStreamlit(python: string, folder: string, port: number): Promise<ChildProcess> {
  const script = join(folder, "app.py")
  await writeFile(script, SCRIPT)
  const settings = { "server.headless": "true", "server.port": port, "server.address": "127.0.0.1" }
  const options = Object.entries({ ...settings, "browser.gatherUsageStats": "false" })
  const child = spawn(
    python,
    ["-m", "streamlit", "run", script, ...options.map(([name, value]) => `--${name}=${value}`)],
    { cwd: folder, env: { PATH: "/usr/bin:/bin", HOME: folder }, stdio: "ignore" },
  )
  const health = `http://127.0.0.1:${port}/_stcore/health`
  await vi.waitUntil(async () => (await bodyOf(health)) === "ok", {
    timeout: 60_000,
    interval: 100,
  })
  return child
}

async function bodyOf(url: string): Promise<string | undefined> {
  const answer = await fetch(url).catch(() => undefined)
  return await answer?.text()
}

describe.each(streamlitReleases)("Streamlit %s", (release) => {
  let folder: string
  let child: ChildProcess
  let stand: GatewayUnderTest

  beforeAll(async () => {
    const { python } = await streamlitEnvironment(release)
    folder = await mkdtemp(join(tmpdir(), "gateway-streamlit-"))
    const port = await freePort()
    child = await startStreamlit(python, folder, port)
    const address = { kind: "tcp", host: "127.0.0.1", port } as const
    stand = await GatewayUnderTest.start({
      route: { access: "private", address },
      wake: async () => await Promise.resolve(address),
      admission: { check: (cookie) => (cookie === "session" ? { id: "usr_7" } : undefined) },
    })
  })

  afterAll(async () => {
    await stand.stop()
    child.kill("SIGKILL")
    await rm(folder, { recursive: true, force: true })
  })

  const options = (): SessionOptions => ({
    url: stand.origin,
    connectTo: { host: "127.0.0.1", port: stand.port },
    cookies: { "__Host-modkeep": "session", other: "1" },
    sessionIdSecond: release === "1.23.1",
  })

  test("a session runs through the gateway and the module learns of the visitor what it may", async () => {
    const session = await openSession(options())
    const { status, texts } = await session.run()
    expect(status).toBe(0)
    // Scripts of Streamlit 1.23 cannot see headers.
    const told = release === "1.23.1" ? [] : ["user usr_7", "cookies other=1", "for 127.0.0.1"]
    expect(texts).toEqual(expect.arrayContaining(told))
    expect(stand.gateway.activity(stand.install).sockets).toBe(1)
    await session.close()
    await expect.poll(() => stand.gateway.activity(stand.install).sockets).toBe(0)
  })

  test("a lost connection comes back to the same session", async () => {
    const first = await openSession(options())
    await first.run()
    const { sessionId } = first
    await first.drop()
    const again = await openSession({
      ...options(),
      ...(sessionId === undefined ? {} : { sessionId }),
    })
    await again.run()
    expect(again.sessionId).toBe(sessionId)
    await again.close()
  })

  test("Streamlit would take a WebSocket without an origin; the gateway does not", async () => {
    for (const origin of [null, "http://localhost:3000"]) {
      const refused = await openSession({ ...options(), origin }).catch((error: unknown) => error)
      expect(refused instanceof HandshakeRefused && refused.status).toBe(403)
    }
  })

  test("Chromium shows the page, and an upload passes Streamlit's own checks", async () => {
    const context = await browser.newContext()
    const page = `http://${stand.host.replace(":8700", "")}:${stand.port}`
    await context.addCookies([
      {
        name: "__Host-modkeep",
        value: "session",
        url: page.replace("http:", "https:"),
        secure: true,
      },
    ])
    const tab = await context.newPage()
    const problems: string[] = []
    tab.on("response", (answer) => {
      if (answer.status() >= 400)
        problems.push(`${answer.status()} ${new URL(answer.url()).pathname}`)
    })
    await tab.goto(page)
    await tab.getByText("Behind the gateway").first().waitFor()
    await tab.setInputFiles("input[type=file]", {
      name: "data.bin",
      mimeType: "application/octet-stream",
      buffer: Buffer.alloc(3_000_000, 1),
    })
    await tab.getByText("received 3000000 bytes").waitFor()
    expect(problems.filter((problem) => /stream|upload/.test(problem))).toEqual([])
    await context.close()
  })
})
