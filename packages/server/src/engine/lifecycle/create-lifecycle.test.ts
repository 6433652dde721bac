// The lifecycle over an engine played by hand: no save is lost, however it meets starts, sleeps, crashes and silence.
import { describe, expect, it } from "vitest"

import { newId } from "#base/ids.ts"
import { invariant } from "#base/invariant.ts"

import { quiet } from "./played-engine.suite.ts"
import { install, other, Stage } from "./stage.suite.ts"

describe("saves", () => {
  it("reach every process, with the milliseconds each took", async () => {
    const stage = new Stage()
    const process = await stage.awake()
    expect(stage.lifecycle.processes(install)).toMatchObject([{ followedMs: undefined }])
    expect(await stage.save()).toEqual([{ process, acknowledged: true, ms: 0 }])
    expect(stage.lifecycle.processes(install)).toMatchObject([{ followedMs: 0 }])
    expect(stage.held()).toEqual([2])
  })

  it("that come while the process starts are held by it when it is ready", async () => {
    const stage = new Stage()
    await stage.lifecycle.adopt([stage.policy()])
    stage.slowReads = true
    const woken = stage.lifecycle.wake(install)
    await quiet()
    const saved = stage.save()
    await quiet()
    stage.readsGoOn()
    await quiet()
    stage.engine.becomeReady(stage.only())
    expect(await saved).toMatchObject([{ acknowledged: true }])
    await woken
    expect(stage.held()).toEqual([2])
  })

  it("answer after 5 s for a process that stands still, which is shown as behind and follows when it goes on", async () => {
    const stage = new Stage()
    const process = await stage.awake()
    stage.engine.standStill(process, true)
    const saved = stage.save()
    await stage.time.pass(4_999)
    expect(stage.lifecycle.processes(install)).toMatchObject([{ behind: false }])
    await stage.time.pass(1)
    expect(await saved).toEqual([{ process, acknowledged: false, ms: undefined }])
    expect(stage.lifecycle.processes(install)).toMatchObject([
      { behind: true, revision: { version: 1 } },
    ])
    await stage.time.pass(2_000)
    stage.engine.standStill(process, false)
    await quiet()
    expect(stage.lifecycle.processes(install)).toMatchObject([
      { behind: false, revision: { version: 2 }, followedMs: 7_000 },
    ])
  })

  it("of a staged revision reach the chosen process alone", async () => {
    const stage = new Stage()
    const old = await stage.awake()
    stage.engine.sessions(old, 3)
    const replaced = stage.lifecycle.replace(install)
    await quiet()
    const fresh = [...stage.engine.processes.keys()][1]
    invariant(fresh !== undefined, "a replacement started")
    stage.engine.becomeReady(fresh)
    await replaced
    stage.committed = 7
    const choice = { rerun: false, process: fresh }
    await stage.lifecycle.deliver(install, () => stage.read(), choice)
    expect(stage.held()).toEqual([1, 7])
  })

  it("that cannot be opened leave the process what it held, behind, and are tried again", async () => {
    const stage = new Stage()
    await stage.awake()
    let opens = false
    stage.committed = 2
    const read = () => (opens ? stage.read() : Promise.reject(new Error("Does not open")))
    const [result] = await stage.lifecycle.deliver(install, read, { rerun: false })
    expect(result).toMatchObject({ acknowledged: false })
    expect(stage.held()).toEqual([1])
    opens = true
    await stage.time.pass(1_000)
    expect(stage.held()).toEqual([2])
  })
})

describe("a save while the engine is away", () => {
  it("does not fail, and reaches the processes once they are adopted", async () => {
    const stage = new Stage()
    await stage.awake()
    stage.lifecycle.close()
    stage.engine.reach(false)
    const adopted = stage.serverStarts().adopt([stage.policy()])
    const saved = stage.save()
    await stage.time.pass(5_000)
    expect(await saved).toEqual([])
    stage.engine.reach(true)
    await adopted
    await quiet()
    expect(stage.held()).toEqual([2])
  })

  it("of an install that is gone meanwhile answers that no process holds it", async () => {
    const stage = new Stage()
    await stage.lifecycle.adopt([])
    expect(await stage.save()).toEqual([])
  })
})

describe("waking", () => {
  it("1,000 visitors start one process and all get its address", async () => {
    const stage = new Stage()
    await stage.lifecycle.adopt([stage.policy()])
    const woken = Array.from({ length: 1_000 }, () => stage.lifecycle.wake(install))
    await quiet()
    const process = stage.only()
    stage.engine.becomeReady(process)
    const addresses = new Set((await Promise.all(woken)).map((one) => JSON.stringify(one)))
    expect([...addresses]).toEqual([`{"kind":"unix","path":"/run/${process}/app.sock"}`])
    expect(stage.engine.starts).toBe(1)
  })

  it("shows the pid that a process has when it serves, which may have been begun again", async () => {
    const stage = new Stage()
    await stage.lifecycle.adopt([stage.policy()])
    const woken = stage.lifecycle.wake(install)
    await quiet()
    stage.engine.becomeReady(stage.only(), 2)
    await woken
    expect(stage.lifecycle.processes(install)).toMatchObject([{ pid: 2 }])
  })

  it("lets a few installs start at a time, in order, and one that fails makes room too", async () => {
    const stage = new Stage()
    const all = Array.from({ length: 5 }, () => newId("ins"))
    const lifecycle = stage.serverStarts({ startsAtOnce: 2 })
    await lifecycle.adopt(all.map((install) => ({ ...stage.policy(), install })))
    const woken = all.map((install) => lifecycle.wake(install).catch(() => "failed"))
    const states = () => all.map((install) => stage.engine.processOf(install) !== undefined)
    await quiet()
    expect(states()).toEqual([true, true, false, false, false])
    // The others wait without losing time of their own.
    await stage.time.pass(100_000)
    stage.engine.becomeReady(stage.engine.processOf(all[0]) ?? stage.only())
    await quiet()
    expect(states()).toEqual([true, true, true, false, false])
    await stage.time.pass(20_000)
    await quiet()
    expect(lifecycle.state(all[1] ?? install)).toMatchObject({ state: "failed" })
    expect(lifecycle.state(all[2] ?? install)).toMatchObject({ state: "starting" })
    expect(states()[3]).toBe(true)
    lifecycle.close()
    await Promise.all(woken)
  })

  it("one that waits for its turn can be stopped at once, and a save need not wait for it", async () => {
    const stage = new Stage()
    const first = newId("ins")
    const lifecycle = stage.serverStarts({ startsAtOnce: 1 })
    await lifecycle.adopt([{ ...stage.policy(), install: first }, stage.policy()])
    const woken = [first, install].map((one) => lifecycle.wake(one).catch(() => "failed"))
    await quiet()
    expect(await stage.save()).toEqual([])
    await lifecycle.stop(install)
    expect(stage.engine.starts).toBe(1)
    expect(lifecycle.state(install)).toMatchObject({ state: "off" })
    stage.engine.becomeReady(stage.only())
    await lifecycle.start(first)
    void lifecycle.start(install)
    await quiet()
    const process = stage.engine.processOf(install)
    invariant(process !== undefined, "the turn was handed on")
    stage.engine.becomeReady(process)
    await quiet()
    expect(lifecycle.processes(install)).toMatchObject([{ revision: { version: 2 } }])
    await Promise.all(woken)
  })

  it("refuses an install that is switched off or unknown", async () => {
    const stage = new Stage()
    await stage.lifecycle.adopt([stage.policy("off")])
    await expect(stage.lifecycle.wake(install)).rejects.toMatchObject({ code: "install.off" })
    await expect(stage.lifecycle.wake(other)).rejects.toMatchObject({ code: "install.not_found" })
  })

  it("says why a module did not start, with the last lines of its log", async () => {
    const stage = new Stage()
    await stage.lifecycle.adopt([stage.policy()])
    const woken = stage.lifecycle.wake(install)
    await quiet()
    stage.engine.end(stage.only(), "ended")
    await expect(woken).rejects.toMatchObject({
      code: "engine.start_failed",
      public: expect.stringContaining('imports "clarifai_utils", which is not installed'),
    })
    const failed = stage.lifecycle.state(install)
    expect(failed).toMatchObject({ state: "failed", failure: { attempts: 1 } })
    expect(failed?.failure?.logLines).toEqual([
      "ModuleNotFoundError: No module named 'clarifai_utils'",
    ])
    expect(failed?.failure?.retryAt).toBe(1_800_000_000_000 + stage.time.now() + 1_000)
  })

  it("a visitor waits for a retry that is near", async () => {
    const stage = new Stage()
    const process = await stage.awake()
    stage.engine.end(process, "memory", "It used more than 1 GiB of memory")
    await quiet()
    const woken = stage.lifecycle.wake(install)
    await stage.time.pass(1_000)
    stage.engine.becomeReady(stage.only())
    await expect(woken).resolves.toMatchObject({ kind: "unix" })
  })

  it("ends as unavailable when the engine never answers, instead of hanging", async () => {
    const stage = new Stage()
    stage.engine.reach(false)
    void stage.lifecycle.adopt([stage.policy()])
    const woken = stage.lifecycle.wake(install).catch((error: unknown) => error)
    await stage.time.pass(10_000)
    expect(await woken).toMatchObject({ code: "engine.unavailable" })
    stage.lifecycle.close()
  })
})

describe("a restart of the server", () => {
  it("adopts what runs, brings it the newest document and disturbs nothing", async () => {
    const stage = new Stage()
    const process = await stage.awake()
    stage.lifecycle.close()
    stage.committed = 5
    await stage.serverStarts().adopt([stage.policy()])
    expect(stage.lifecycle.state(install)).toMatchObject({ state: "running" })
    await quiet()
    expect(stage.lifecycle.processes(install)).toMatchObject([
      { id: process, behind: false, revision: { version: 5 } },
    ])
    expect(stage.engine.starts).toBe(1)
  })

  it("outranks a delivery of the earlier server that is still on its way", async () => {
    const stage = new Stage()
    const process = await stage.awake()
    stage.engine.standStill(process, true)
    for (let saves = 0; saves < 5; saves++) void stage.save()
    await quiet()
    stage.lifecycle.close()
    await stage.serverStarts().adopt([stage.policy()])
    void stage.save()
    await quiet()
    stage.engine.standStill(process, false)
    await quiet()
    expect(stage.held()).toEqual([stage.committed])
    stage.lifecycle.close()
  })

  it("outranks what a process was started with by the earlier server, although that is not ready", async () => {
    const stage = new Stage()
    await stage.lifecycle.adopt([stage.policy()])
    const woken = stage.lifecycle.wake(install).catch(() => {})
    await quiet()
    const process = stage.only()
    for (let restarts = 0; restarts < 3; restarts++) {
      stage.lifecycle.close()
      await stage.serverStarts().adopt([stage.policy()])
      const saved = stage.save()
      await quiet()
      if (restarts === 2) stage.engine.becomeReady(process)
      else void saved
    }
    await quiet()
    expect(stage.held()).toEqual([stage.committed])
    await woken
    stage.lifecycle.close()
  })

  it("does not adopt a process that ends while it is being adopted", async () => {
    const stage = new Stage()
    const process = await stage.awake()
    stage.lifecycle.close()
    const adopted = stage.serverStarts().adopt([stage.policy()])
    await Promise.resolve()
    stage.engine.end(process, "crashed")
    await adopted
    await quiet()
    expect(stage.lifecycle.state(install)).toMatchObject({ state: "failed" })
    expect(stage.lifecycle.processes(install)).toEqual([])
    stage.lifecycle.close()
  })

  it("ends processes whose install is gone or off", async () => {
    const stage = new Stage()
    await stage.awake()
    stage.lifecycle.close()
    await stage.serverStarts().adopt([])
    await quiet()
    expect(stage.engine.processes.size).toBe(0)
    await stage.awake()
    stage.lifecycle.close()
    await stage.serverStarts().adopt([stage.policy("off")])
    await quiet()
    expect(stage.engine.processes.size).toBe(0)
  })

  it("finishes an upgrade that was committed but not carried out", async () => {
    const stage = new Stage()
    const old = await stage.awake()
    stage.lifecycle.close()
    stage.fingerprint = "version 2"
    await stage.serverStarts().adopt([stage.policy()])
    await quiet()
    const fresh = [...stage.engine.processes.keys()].find((one) => one !== old)
    invariant(fresh !== undefined, "a replacement started")
    stage.engine.becomeReady(fresh)
    await quiet()
    expect(stage.lifecycle.processes(install)).toMatchObject([
      { id: old, draining: true },
      { id: fresh, draining: false },
    ])
  })

  it("ends a process whose start was answered to nobody", async () => {
    const stage = new Stage()
    await stage.lifecycle.adopt([stage.policy()])
    stage.engine.losesAnswers = true
    const woken = stage.lifecycle.wake(install).catch((error: unknown) => error)
    await quiet()
    const lost = stage.only()
    stage.engine.losesAnswers = false
    stage.engine.reach(false)
    stage.engine.reach(true)
    await quiet()
    expect(await woken).toMatchObject({ code: "engine.unavailable" })
    expect(stage.only()).not.toBe(lost)
    expect(stage.lifecycle.processes(install)).toMatchObject([{ id: stage.only() }])
  })

  it("waits for an engine that comes later", async () => {
    const stage = new Stage()
    await stage.awake()
    stage.lifecycle.close()
    stage.engine.reach(false)
    const adopted = stage.serverStarts().adopt([stage.policy()])
    await quiet()
    stage.engine.reach(true)
    await adopted
    expect(stage.lifecycle.state(install)).toMatchObject({ state: "running" })
  })
})

describe("ending", () => {
  it("a replaced process serves until the new one is ready, and ends when its sessions have", async () => {
    const stage = new Stage()
    const old = await stage.awake()
    stage.engine.sessions(old, 2)
    const replaced = stage.lifecycle.replace(install)
    await quiet()
    expect(stage.lifecycle.state(install)?.address).toMatchObject({ path: `/run/${old}/app.sock` })
    const fresh = [...stage.engine.processes.keys()][1]
    invariant(fresh !== undefined, "a replacement started")
    stage.engine.becomeReady(fresh)
    await replaced
    expect(stage.lifecycle.state(install)?.address).toMatchObject({
      path: `/run/${fresh}/app.sock`,
    })
    expect(stage.engine.processes.size).toBe(2)
    stage.engine.sessions(old, 0)
    await quiet()
    expect(stage.only()).toBe(fresh)
  })

  it("a visitor who opened the page a moment before a replacement keeps the session, although the process told of none", async () => {
    const stage = new Stage()
    const old = await stage.awake()
    stage.engine.sessions(old, 0)
    stage.gatewayHas(old, 1)
    const replaced = stage.lifecycle.replace(install)
    await quiet()
    const fresh = [...stage.engine.processes.keys()][1]
    invariant(fresh !== undefined, "a replacement started")
    stage.engine.becomeReady(fresh)
    await replaced
    // What it tells late is older than the visitor.
    stage.engine.sessions(old, 0)
    await quiet()
    expect(stage.lifecycle.processes(install)).toMatchObject([
      { id: old, draining: true },
      { id: fresh, draining: false },
    ])
    expect(stage.engine.processes.size).toBe(2)
    stage.gatewayHas(old, 0)
    await quiet()
    expect(stage.only()).toBe(fresh)
  })

  it("stop and forget resolve when nothing is left; a forgotten install loses its home", async () => {
    const stage = new Stage()
    await stage.awake()
    await stage.lifecycle.stop(install)
    expect(stage.engine.processes.size).toBe(0)
    expect(stage.lifecycle.state(install)?.state).toBe("off")
    await stage.lifecycle.forget(install)
    expect(stage.engine.erased).toEqual([install])
    expect(stage.lifecycle.state(install)).toBeUndefined()
  })

  it("a stop while the start is being prepared starts nothing", async () => {
    const stage = new Stage()
    await stage.lifecycle.adopt([stage.policy()])
    stage.slowReads = true
    const woken = stage.lifecycle.wake(install).catch((error: unknown) => error)
    await quiet()
    const stopped = stage.lifecycle.stop(install)
    stage.readsGoOn()
    await stopped
    expect(await woken).toMatchObject({ code: "install.off" })
    expect(stage.engine.starts).toBe(0)
  })

  it("states are told as they change", async () => {
    const stage = new Stage()
    stage.engine.sessions(await stage.awake(), 0)
    await stage.lifecycle.sleep(install)
    const states = stage.events.flatMap((one) => (one.kind === "state" ? [one.status.state] : []))
    expect(states).toEqual(["asleep", "starting", "running", "draining", "asleep"])
  })

  it.each([10 * 365 * 86_400_000, -10 * 365 * 86_400_000])(
    "a wall clock that jumps by %i ms puts nothing to sleep, ends no start and brings no retry forward or back",
    async (jumpMs) => {
      const stage = new Stage()
      const process = await stage.awake()
      stage.clockOffMs = jumpMs
      await stage.time.pass(14 * 60_000)
      expect(await stage.save()).toMatchObject([{ process, acknowledged: true }])
      expect(stage.lifecycle.state(install)?.state).toBe("running")
      stage.engine.end(process, "crashed")
      await quiet()
      stage.clockOffMs = 0
      await stage.time.pass(999)
      expect(stage.lifecycle.state(install)?.state).toBe("failed")
      await stage.time.pass(1)
      expect(stage.lifecycle.state(install)?.state).toBe("starting")
      stage.clockOffMs = jumpMs
      await stage.time.pass(119_000)
      stage.engine.becomeReady(stage.only())
      await quiet()
      expect(stage.lifecycle.state(install)?.state).toBe("running")
      await stage.time.pass(15 * 60_000)
      expect(stage.lifecycle.state(install)?.state).toBe("asleep")
      stage.lifecycle.close()
    },
  )

  it("an idle install sleeps; a visited one does not", async () => {
    const stage = new Stage()
    await stage.awake()
    stage.lifecycle.activity(install, { sockets: 1, requests: 0 })
    await stage.time.pass(3_600_000)
    expect(stage.lifecycle.state(install)?.state).toBe("running")
    stage.lifecycle.activity(install, { sockets: 0, requests: 0 })
    await stage.time.pass(15 * 60_000)
    expect(stage.lifecycle.state(install)?.state).toBe("asleep")
  })
})
