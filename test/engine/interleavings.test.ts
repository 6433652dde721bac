// Saves meet starts, sleeps, upgrades, crashes and silence of real modules in a random order: what runs ends up with the newest.
//
// MODKEEP_TEST_SEED repeats an order that failed; it is in the failure's message.
import * as fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"

import type { ProcessId } from "../../packages/contract/src/ids.ts"
import { newId } from "../../packages/server/src/base/ids.ts"
import { documentOf, EngineScene } from "../../packages/server/src/engine/contract.suite.ts"
import type { Engine, EngineProcess, StartSpec } from "../../packages/server/src/engine/engine.ts"
import { createLifecycle } from "../../packages/server/src/engine/lifecycle/create-lifecycle.ts"
import type { Lifecycle } from "../../packages/server/src/engine/lifecycle/lifecycle.ts"
import { systemTimekeeper } from "../../packages/server/src/engine/lifecycle/timekeeper.ts"
import { localStage, type LocalStage, openLocalEngine, visit } from "./local-stage.ts"

const steps = 60
const seed = Number(process.env["MODKEEP_TEST_SEED"] ?? Date.now() % 2 ** 31)
const showing = `
import os, streamlit as st
st.text(st.secrets["NAME"] + " " + os.environ["NAME"])
`
const acts = [
  "wake",
  "wake",
  "sleep",
  "replace",
  "save",
  "save",
  "save",
  "crash",
  "still",
  "restart",
] as const

let stage: LocalStage
let scene: EngineScene
let server: { readonly engine: Engine; readonly lifecycle: Lifecycle }
/** One after the other: a folder has one server at a time. */
let restarts = Promise.resolve()
let spec: StartSpec
let committed = 1
let fingerprint = 1
const valueOf = (revision: number) => `value-${revision}`
const read = async () => documentOf(committed, { NAME: valueOf(committed) })

beforeAll(async () => {
  stage = await localStage("1.40.2")
  scene = new EngineScene(stage)
  spec = await scene.spec({ "app.py": showing }, {})
  server = serve(stage.engine)
})
afterAll(async () => {
  server.lifecycle.close()
  await server.engine.close()
  await scene.close()
})

function serve(engine: Engine): typeof server {
  const lifecycle = createLifecycle({
    engine,
    spec: async () => ({ ...spec, fingerprint: `f${fingerprint}`, document: await read() }),
    document: read,
    newProcessId: () => newId("prc"),
    sockets: () => 0,
    clock: { now: () => Date.now() },
    timekeeper: systemTimekeeper,
    limits: { drainMs: 1_000, stopGraceMs: 500 },
    warn: () => {},
  })
  void lifecycle.adopt([policy()])
  return { engine, lifecycle }
}

/** As the next server makes it: a connection of its own. What the last one was about to begin reaches the keeper no more. */
async function restart(): Promise<void> {
  server.lifecycle.close()
  await server.engine.close()
  server = serve(await openLocalEngine(stage.dataFolder, stage.warnings))
}

function policy() {
  return {
    install: spec.install,
    wish: "on" as const,
    idleMinutes: 15,
    fingerprint: `f${fingerprint}`,
  }
}

const wrongs: string[] = []
/** They may show as running until their end is noticed. */
const killed = new Set<ProcessId>()

async function save(): Promise<void> {
  const revision = ++committed
  const results = await server.lifecycle.deliver(spec.install, read, { rerun: false })
  // A process never goes back, so that a list of any later moment tells.
  const listed = await list()
  for (const { process, acknowledged } of results) {
    const found = listed.find((one) => one.process === process)
    const held = found?.held?.revision.version ?? 0
    if (acknowledged && found?.state === "running" && held < revision)
      wrongs.push(`${process} acknowledged ${revision} and holds ${held}`)
  }
}

/** Of the next server, where this one ends meanwhile. */
async function list(): Promise<EngineProcess[]> {
  for (;;) {
    const { engine } = server
    try {
      return await engine.list()
    } catch (error) {
      await restarts
      if (server.engine === engine) throw error
    }
  }
}

function newest() {
  return server.lifecycle.processes(spec.install).at(-1)
}

/** The process that requests go to. */
function servedBy(lifecycle: Lifecycle): ProcessId | undefined {
  const { address } = lifecycle.state(spec.install) ?? {}
  return lifecycle
    .processes(spec.install)
    .find(({ id }) => address?.kind === "unix" && address.path.includes(id))?.id
}

async function wait(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

/** A process may be gone by now. */
function signal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, name)
  } catch {
    // It is.
  }
}

/** A person or a visitor may be refused, with an order that ended what was waited for. */
async function mayFail(call: Promise<unknown>): Promise<void> {
  await call.catch(() => {})
}

/** Resolves when nothing of it is still to come. */
async function play(act: (typeof acts)[number]): Promise<void> {
  const { lifecycle } = server
  switch (act) {
    case "wake":
      return await mayFail(lifecycle.wake(spec.install))
    case "sleep":
      return await mayFail(lifecycle.sleep(spec.install))
    case "replace":
      fingerprint += 1
      lifecycle.configure(policy())
      return await mayFail(lifecycle.replace(spec.install))
    case "save":
      return await save()
    case "crash": {
      const { id, pid } = newest() ?? {}
      // What is not ready yet may be begun again, the cold way, under the same id.
      if (id !== undefined && servedBy(lifecycle) === id) killed.add(id)
      return signal(pid, "SIGKILL")
    }
    case "still": {
      const pid = newest()?.pid
      signal(pid, "SIGSTOP")
      await wait(300)
      return signal(pid, "SIGCONT")
    }
    case "restart":
      break
  }
  restarts = restarts.then(restart)
  await restarts
}

test(`in a random order (seed ${seed}) no acknowledgement is lost, and what runs in the end has the newest document`, async () => {
  const chosen = fc.sample(fc.tuple(fc.constantFrom(...acts), fc.nat(200)), {
    seed,
    numRuns: steps,
  })
  const calls: Promise<void>[] = []
  for (const [act, pauseMs] of chosen) {
    calls.push(play(act).catch((error: unknown) => void wrongs.push(`${act}: ${String(error)}`)))
    // The pause is the order's own: how far what was begun has come when the next begins.
    await wait(pauseMs)
  }
  await Promise.all(calls)
  const { engine, lifecycle } = server
  await expect
    .poll(
      async () => {
        await mayFail(lifecycle.start(spec.install))
        const views = lifecycle.processes(spec.install)
        return views.map(({ id, behind, draining, revision }) => ({
          isKilled: killed.has(id),
          behind,
          draining,
          version: revision?.version,
        }))
      },
      { timeout: 90_000, interval: 500 },
    )
    .toEqual([{ isKilled: false, behind: false, draining: false, version: committed }])
  const session = await visit(await lifecycle.wake(spec.install))
  expect(await session.run()).toEqual([`${valueOf(committed)} ${valueOf(committed)}`])
  await session.close()
  expect(wrongs).toEqual([])
  const running = (await engine.list()).filter(({ state }) => state !== "ended")
  expect(running.map(({ process }) => process)).toEqual(
    lifecycle.processes(spec.install).map(({ id }) => id),
  )
})
