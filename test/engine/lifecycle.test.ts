// The lifecycle over real modules: wake, crash, replacement with open sessions, and saves that meet all of it.
import { afterAll, beforeAll, describe, expect, it } from "vitest"

import { newId } from "../../packages/server/src/base/ids.ts"
import { documentOf, EngineScene } from "../../packages/server/src/engine/contract.suite.ts"
import type { StartSpec } from "../../packages/server/src/engine/engine.ts"
import { createLifecycle } from "../../packages/server/src/engine/lifecycle/create-lifecycle.ts"
import type {
  Lifecycle,
  LifecycleEvent,
} from "../../packages/server/src/engine/lifecycle/lifecycle.ts"
import { systemTimekeeper } from "../../packages/server/src/engine/lifecycle/timekeeper.ts"
import { localStage, type LocalStage, visit } from "./local-stage.ts"

const showing = `
import os, streamlit as st
if st.secrets["NAME"] == "crash":
    os.abort()
st.text(st.secrets["NAME"] + " " + os.environ["NAME"])
`
const broken = `
import clarifai_utils_of_another_time
`

let stage: LocalStage
let scene: EngineScene
let lifecycle: Lifecycle
let spec: StartSpec
let committed = 1
const events: LifecycleEvent[] = []

const valueNow = () => (committed === 0 ? "crash" : `value-${committed}`)
const read = async () => documentOf(committed, { NAME: valueNow() })
const save = (rerun = false) => {
  committed++
  return lifecycle.deliver(spec.install, read, { rerun })
}

beforeAll(async () => {
  stage = await localStage("1.67.0")
  scene = new EngineScene(stage)
  spec = await scene.spec({ "app.py": showing }, {})
  lifecycle = createLifecycle({
    engine: stage.engine,
    spec: async () => ({ ...spec, document: await read() }),
    document: read,
    newProcessId: () => newId("prc"),
    sockets: () => 0,
    clock: { now: () => Date.now() },
    timekeeper: systemTimekeeper,
    limits: { drainMs: 20_000, stopGraceMs: 2_000 },
    warn: () => {},
  })
  lifecycle.subscribe((event) => events.push(event))
  await lifecycle.adopt([policy()])
})
afterAll(async () => {
  lifecycle.close()
  await scene.close()
})

function policy() {
  return { install: spec.install, wish: "on" as const, idleMinutes: 15, fingerprint: "f1" }
}

describe("an install", () => {
  it("is woken once by many visitors, and a save reaches the open session", async () => {
    const addresses = await Promise.all(
      Array.from({ length: 20 }, () => lifecycle.wake(spec.install)),
    )
    expect(new Set(addresses.map((one) => JSON.stringify(one))).size).toBe(1)
    const session = await visit(await lifecycle.wake(spec.install))
    expect(await session.run()).toEqual([`${valueNow()} ${valueNow()}`])
    expect(await save()).toMatchObject([{ acknowledged: true }])
    expect(await session.run()).toEqual([`${valueNow()} ${valueNow()}`])
    expect(session.isOpen).toBe(true)
    await session.close()
  })

  it("is replaced under saves: no save is lost, the old session lives on until it leaves", async () => {
    const [before] = lifecycle.processes(spec.install)
    const session = await visit(await lifecycle.wake(spec.install))
    await session.run()
    const replaced = lifecycle.replace(spec.install)
    for (let saves = 0; saves < 20; saves++) await save()
    await replaced
    await save()
    const views = lifecycle.processes(spec.install)
    expect(views).toMatchObject([
      { id: before?.id, draining: true, behind: false, revision: { version: committed } },
      { draining: false, behind: false, revision: { version: committed } },
    ])
    const fresh = await visit(await lifecycle.wake(spec.install))
    expect(await fresh.run()).toEqual([`${valueNow()} ${valueNow()}`])
    expect(await session.run()).toEqual([`${valueNow()} ${valueNow()}`])
    await session.close()
    await expect
      .poll(() => lifecycle.processes(spec.install).map((one) => one.draining), { timeout: 15_000 })
      .toEqual([false])
    expect(await fresh.run()).toEqual([`${valueNow()} ${valueNow()}`])
    await fresh.close()
  })

  it("that crashes starts again with the newest values after a second", async () => {
    const good = committed
    const session = await visit(await lifecycle.wake(spec.install))
    committed = 0
    await lifecycle.deliver(spec.install, read, { rerun: false })
    void session.run().catch(() => {})
    await expect.poll(() => lifecycle.state(spec.install)?.state).toBe("failed")
    expect(lifecycle.state(spec.install)?.failure).toMatchObject({
      attempts: 1,
      exit: { cause: "crashed", signal: "SIGABRT" },
    })
    committed = good + 1
    const again = await visit(await lifecycle.wake(spec.install))
    expect(await again.run()).toEqual([`${valueNow()} ${valueNow()}`])
    await again.close()
  })

  it("that stands still is behind, and follows when it goes on", async () => {
    await lifecycle.wake(spec.install)
    const pid = lifecycle.processes(spec.install)[0]?.pid ?? 0
    process.kill(pid, "SIGSTOP")
    expect(await save()).toMatchObject([{ acknowledged: false, ms: undefined }])
    expect(lifecycle.processes(spec.install)).toMatchObject([{ behind: true }])
    await save()
    process.kill(pid, "SIGCONT")
    await expect
      .poll(() => lifecycle.processes(spec.install))
      .toMatchObject([{ behind: false, revision: { version: committed } }])
  })

  it("sleeps, and is woken with the newest values", async () => {
    await lifecycle.sleep(spec.install)
    expect(lifecycle.state(spec.install)?.state).toBe("asleep")
    expect(lifecycle.processes(spec.install)).toEqual([])
    committed++
    const session = await visit(await lifecycle.wake(spec.install))
    expect(await session.run()).toEqual([`${valueNow()} ${valueNow()}`])
    await session.close()
  })

  it("whose module cannot be imported still answers; its page shows why", async () => {
    const other = await scene.spec({ "app.py": broken }, { NAME: "x" })
    const { address } = await scene.start(other)
    const session = await visit(address)
    expect((await session.run()).join("\n")).toContain("clarifai_utils_of_another_time")
    await session.close()
  })
})
