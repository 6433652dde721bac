// Modules at their worst beside a calm one: each is ended with its reason or held back, and the neighbour goes on in its session.
// How little the neighbour notices is measured by `npm run bench -- neighbours`.
import { afterAll, beforeAll, expect, test } from "vitest"

import { deployOn, type Deployment, type ShownInstall } from "../support/deployment.ts"
import { getPage } from "../support/get-page.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import type { StreamlitSession } from "../support/streamlit-client.ts"
import { violence, type Violent } from "./violence.ts"

const isRoot = process.getuid?.() === 0
const counting = `
import os, streamlit as st
st.text("runs " + str(st.session_state.setdefault("runs", 0)))
st.session_state.runs += 1
`

let server: ModkeepServer
let deployment: Deployment
let neighbour: ShownInstall
let session: StreamlitSession
let runs = 0
beforeAll(async () => {
  server = await startServer()
  deployment = await deployOn(server)
  neighbour = await deployment.install(await deployment.publish(counting))
  session = await deployment.visit(neighbour)
})
afterAll(async () => {
  await session.close()
  await server.dispose()
})

/** One run in the session that has been open from the beginning, and one page. */
async function neighbourServes(): Promise<void> {
  expect((await session.run()).texts).toEqual([`runs ${runs++}`])
  expect((await getPage(`${neighbour.url}_stcore/health`)).body).toBe("ok")
}

async function rages({ script, limits }: Violent): Promise<ShownInstall> {
  const install = await deployment.install(await deployment.publish(script), { limits })
  const worst = await deployment.visit(install)
  worst.request({ query: "" })
  return install
}

const ended = Object.entries<Violent>(violence).flatMap(([name, one]) =>
  one.reason === undefined ? [] : [{ name, one, reason: one.reason }],
)
// Without an own user the kernel refuses no process, so that the bomb is ended while it passes its limit.
test.runIf(isRoot).each(ended)(
  "a $name is ended with the reason on its install's page and in the log, and to no one else's harm",
  async ({ one, reason }) => {
    await neighbourServes()
    const install = await rages(one)
    const shown = await deployment.until(install.id, ({ failure }) => failure !== undefined)
    expect(shown.failure?.detail).toMatch(reason)
    expect(server.output).toMatch(reason)
    await neighbourServes()
    const page = await getPage(install.url)
    expect(page.status).toBe(503)
    expect(page.body).not.toMatch(reason)
    await deployment.client.call("installs.stop", { params: { id: install.id } })
  },
)

test("a flood of log lines is read at a bounded pace: the newest are kept, and saves and pages go on", async () => {
  const install = await rages(violence["log flood"])
  const lines = async () => {
    const { data } = await deployment.client.call("installs.logs", { params: { id: install.id } })
    return data.items.length
  }
  await expect.poll(lines, { timeout: 60_000 }).toBeGreaterThan(100)
  for (let round = 0; round < 5; round++) await neighbourServes()
  expect((await deployment.show(install.id)).state).toBe("running")
  await deployment.client.call("installs.stop", { params: { id: install.id } })
})

test("more work than an install's share is held back, and its neighbour goes on", async () => {
  const install = await rages(violence["busy threads"])
  for (let round = 0; round < 20; round++) await neighbourServes()
  expect((await deployment.show(install.id)).state).toBe("running")
  await deployment.client.call("installs.stop", { params: { id: install.id } })
})
