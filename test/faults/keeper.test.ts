// The keeper is stopped, and killed, under a real server: pages come back without anybody's doing, and no save is lost.
import { readdir, readFile } from "node:fs/promises"

import { afterAll, beforeAll, expect, test } from "vitest"

import { deployOn, type Deployment, type ShownInstall } from "../support/deployment.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"

const showing = 'import streamlit as st\nst.text(st.secrets["KEY"])\n'

let server: ModkeepServer
let deployment: Deployment
let version: string
let install: ShownInstall
let revision = 1
beforeAll(async () => {
  server = await startServer()
  deployment = await deployOn(server)
  version = await deployment.publish(showing, 'KEY = "value 1"\n')
  install = await deployment.install(version, { idleMinutes: 0 })
})
afterAll(async () => server.dispose())

async function save() {
  const saved = await deployment.client.call("versions.secrets.put", {
    params: { id: version },
    body: { text: `KEY = "value ${revision + 1}"\n` },
    ifMatch: `"${revision}"`,
  })
  revision = saved.data.revision
  return saved.data
}

/** The keeper of this server's data. */
async function keeperPid(): Promise<number> {
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue
    const line = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "")
    if (line.includes("keeper_main.py") && line.includes(server.data)) return Number(name)
  }
  throw new Error("No keeper runs")
}

test("a keeper that was stopped goes on by itself; saves made meanwhile are kept and reach the page", async () => {
  const session = await deployment.visit(install)
  expect((await session.run()).texts).toEqual(["value 1"])
  process.kill(await keeperPid(), "SIGSTOP")
  expect((await save()).processes).toMatchObject([{ acknowledged: false }])
  await expect
    .poll(async () => (await session.run()).texts, { timeout: 60_000, interval: 500 })
    .toEqual([`value ${revision}`])
  await deployment.until(install.id, ({ processes }) => processes[0]?.behind === false)
  expect((await save()).processes).toMatchObject([{ acknowledged: true }])
  await session.close()
})

test("a keeper that was killed is replaced; what never sleeps runs again with the newest values", async () => {
  const before = (await deployment.show(install.id)).processes[0]?.id
  process.kill(await keeperPid(), "SIGKILL")
  await save()
  const shown = await deployment.until(
    install.id,
    ({ state, processes }) => state === "running" && processes[0]?.revision.version === revision,
  )
  expect(shown.processes).toHaveLength(1)
  expect(shown.processes[0]?.id).not.toBe(before)
  expect(await deployment.see(install)).toEqual([`value ${revision}`])
})
