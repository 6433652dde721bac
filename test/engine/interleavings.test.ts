// Saves meet starts, sleeps, upgrades, crashes and silence of real modules in a random order: what runs ends up with the newest.
//
// MODKEEP_TEST_SEED repeats an order that failed; it is in the failure's message.
import * as fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"

import { newId } from "../../packages/server/src/base/ids.ts"
import { documentOf, EngineScene } from "../../packages/server/src/engine/contract.suite.ts"
import type { StartSpec } from "../../packages/server/src/engine/engine.ts"
import { createLifecycle } from "../../packages/server/src/engine/lifecycle/create-lifecycle.ts"
import type { Lifecycle } from "../../packages/server/src/engine/lifecycle/lifecycle.ts"
import { systemTimekeeper } from "../../packages/server/src/engine/lifecycle/timekeeper.ts"
import { localStage, type LocalStage, visit } from "./local-stage.ts"

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
let lifecycle: Lifecycle
let spec: StartSpec
let committed = 1
let fingerprint = 1
const valueOf = (revision: number) => `value-${revision}`
const read = async () => documentOf(committed, { NAME: valueOf(committed) })

beforeAll(async () => {
  stage = await localStage("1.40.2")
  scene = new EngineScene(stage)
  spec = await scene.spec({ "app.py": showing }, {})
  lifecycle = await newLifecycle()
})
afterAll(async () => {
  lifecycle.close()
  await scene.close()
})

/** As the next server would make it. */
async function newLifecycle(): Promise<Lifecycle> {
  const made = createLifecycle({
    engine: stage.engine,
    spec: async () => ({ ...spec, fingerprint: `f${fingerprint}`, document: await read() }),
    document: read,
    newProcessId: () => newId("prc"),
    clock: { now: () => Date.now() },
    timekeeper: systemTimekeeper,
    limits: { drainMs: 1_000, stopGraceMs: 500 },
    warn: () => {},
  })
  await made.adopt([policy()])
  return made
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

async function save(): Promise<void> {
  const revision = ++committed
  const results = await lifecycle.deliver(spec.install, read, { rerun: false })
  const listed = await stage.engine.list()
  for (const { process, acknowledged } of results) {
    const found = listed.find((one) => one.process === process)
    const held = found?.held?.revision.version ?? 0
    if (acknowledged && found?.state === "running" && held < revision)
      wrongs.push(`${process} acknowledged ${revision} and holds ${held}`)
  }
}

function pidOfAny(): number | undefined {
  return lifecycle.processes(spec.install).at(-1)?.pid
}

/** A process may be gone by now. */
function signal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, name)
  } catch {
    // It is.
  }
}

async function play(act: (typeof acts)[number]): Promise<unknown> {
  switch (act) {
    case "wake":
      return await lifecycle.wake(spec.install)
    case "sleep":
      return await lifecycle.sleep(spec.install)
    case "replace":
      fingerprint += 1
      lifecycle.configure(policy())
      return await lifecycle.replace(spec.install)
    case "save":
      return await save()
    case "crash":
      signal(pidOfAny(), "SIGKILL")
      return undefined
    case "still": {
      const pid = pidOfAny()
      signal(pid, "SIGSTOP")
      return setTimeout(() => signal(pid, "SIGCONT"), 300)
    }
    case "restart":
      break
  }
  lifecycle.close()
  lifecycle = await newLifecycle()
  return undefined
}

test(`in a random order (seed ${seed}) no acknowledgement is lost, and what runs in the end has the newest document`, async () => {
  const chosen = fc.sample(fc.tuple(fc.constantFrom(...acts), fc.nat(200)), {
    seed,
    numRuns: steps,
  })
  const calls: Promise<unknown>[] = []
  for (const [act, pauseMs] of chosen) {
    calls.push(play(act).catch(() => undefined))
    // The pause is the order's own: how far what was begun has come when the next begins.
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  await expect
    .poll(
      async () => {
        await lifecycle.start(spec.install).catch(() => undefined)
        const views = lifecycle.processes(spec.install)
        return views.map(({ behind, draining, revision }) => [behind, draining, revision?.version])
      },
      { timeout: 90_000, interval: 500 },
    )
    .toEqual([[false, false, committed]])
  await Promise.all(calls)
  const session = await visit(await lifecycle.wake(spec.install))
  expect(await session.run()).toEqual([`${valueOf(committed)} ${valueOf(committed)}`])
  await session.close()
  expect(wrongs).toEqual([])
  expect((await stage.engine.list()).filter(({ state }) => state !== "ended")).toHaveLength(1)
})
