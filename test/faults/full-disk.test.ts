// The disk of the data folder fills up under a real server: nothing that was acknowledged is lost, what runs goes on, and the
// reason is named; with room again everything works without a restart.
import { execFile } from "node:child_process"
import { mkdtemp, realpath, rm, statfs, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

import { ProblemError } from "@modkeep/contract/problem-error"
import { afterAll, beforeAll, expect, test } from "vitest"

import { deployOn, type Deployment, type ShownInstall } from "../support/deployment.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"

const run = promisify(execFile)
const isRoot = process.getuid?.() === 0
const showing = 'import streamlit as st\nst.text(st.secrets["KEY"])\n'

let disk: string
let isMounted = false
let server: ModkeepServer | undefined
let deployment: Deployment
let version: string
let install: ShownInstall
beforeAll(async () => {
  if (!isRoot) return
  disk = await realpath(await mkdtemp(join(tmpdir(), "modkeep-disk-")))
  await run("mount", ["-t", "tmpfs", "-o", "size=900m", "tmpfs", disk])
  isMounted = true
  server = await startServer({ settings: { MODKEEP_DATA: join(disk, "data") } })
  deployment = await deployOn(server)
  version = await deployment.publish(showing, 'KEY = "value 1"\n')
  install = await deployment.install(version)
})
afterAll(async () => {
  if (!isRoot) return
  // Also when the server did not come up: a mount that stays is in the way of every later run.
  await server?.dispose()
  if (isMounted) await run("umount", [disk])
  await rm(disk, { recursive: true })
})

/** Writes until nothing more fits. */
async function fill(): Promise<void> {
  const piece = Buffer.alloc(1 << 20)
  for (let size = piece.length; size >= 4_096; size /= 4) {
    const part = piece.subarray(0, size)
    for (let count = 0; ; count++) {
      const isFull = await writeFile(join(disk, `filler-${size}-${count}`), part).then(
        () => false,
        () => true,
      )
      if (isFull) break
    }
  }
  const { bavail } = await statfs(disk)
  expect(bavail).toBe(0)
}

async function empty(): Promise<void> {
  await run("find", [disk, "-maxdepth", "1", "-name", "filler-*", "-delete"])
}

async function save(revision: number) {
  return await deployment.client.call("versions.secrets.put", {
    params: { id: version },
    body: { text: `KEY = "value ${revision + 1}"\n` },
    ifMatch: `"${revision}"`,
  })
}

async function head(): Promise<number> {
  const shown = await deployment.client.call("versions.secrets.get", { params: { id: version } })
  return shown.data.revision
}

test.runIf(isRoot)(
  "saves on a full disk are refused with the reason or kept, pages go on, and room mends it all",
  async () => {
    const session = await deployment.visit(install)
    expect((await session.run()).texts).toEqual(["value 1"])
    const sleeping = await deployment.install(version)
    await fill()

    let acknowledged = 1
    const refused: ProblemError[] = []
    for (let tries = 0; tries < 20; tries++) {
      try {
        acknowledged = (await save(acknowledged)).data.revision
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        refused.push(error)
      }
    }
    expect(refused.length).toBeGreaterThan(0)
    for (const { problem } of refused) expect(problem.detail).toMatch(/disk is full/)
    expect(await head()).toBe(acknowledged)
    expect((await session.run()).texts).toEqual([`value ${acknowledged}`])

    const started = deployment.client.call("installs.start", { params: { id: sleeping.id } })
    await started.catch(() => undefined)
    await empty()
    const { data } = await save(acknowledged)
    expect(data).toMatchObject({ revision: acknowledged + 1 })
    expect((await session.run()).texts).toEqual([`value ${acknowledged + 1}`])
    expect(session.isOpen).toBe(true)
    await session.close()
    await deployment.client.call("installs.start", { params: { id: sleeping.id } })
    expect(await deployment.see(sleeping)).toEqual([`value ${acknowledged + 1}`])
  },
)

test.runIf(isRoot)(
  "killed on the full disk, the server starts again once there is room, with what it acknowledged",
  async () => {
    const before = await head()
    await fill()
    let acknowledged = before
    for (let tries = 0; tries < 5; tries++) {
      await save(acknowledged).then(
        ({ data }) => (acknowledged = data.revision),
        () => undefined,
      )
    }
    await server?.end("SIGKILL")
    await empty()
    await server?.start()
    expect(await head()).toBe(acknowledged)
    expect(await deployment.see(install)).toEqual([`value ${acknowledged}`])
  },
)
