// Memory gets short under a lifecycle with several installs, on an engine and a clock played by hand.
import type { InstallId } from "@modkeep/contract/ids"
import { expect, it } from "vitest"

import { newId } from "#base/ids.ts"
import { invariant } from "#base/invariant.ts"

import { quiet } from "./played-engine.suite.ts"
import { Stage } from "./stage.suite.ts"

const minute = 60_000

/** A machine of 1,000 with a reserve of 200; each process takes 100. */
class Machine extends Stage {
  readonly installs: InstallId[] = []

  async runs(count: number, idleMinutes: (number: number) => number = () => 600): Promise<void> {
    this.serverStarts({ startsAtOnce: 20 }, { reserveShare: 0.2 })
    for (let number = 0; number < count; number++) this.installs.push(newId("ins"))
    const policies = this.installs.map((install, number) => ({
      ...this.policy("on", idleMinutes(number)),
      install,
    }))
    await this.lifecycle.adopt(policies)
    for (const install of this.installs) {
      await this.wakes(install)
      await this.time.pass(1_000)
    }
  }

  async wakes(install: InstallId): Promise<void> {
    const woken = this.lifecycle.wake(install)
    await quiet()
    this.ready(install)
    await woken
  }

  ready(install: InstallId): void {
    const process = this.engine.processOf(install)
    invariant(process !== undefined, "it starts")
    this.engine.becomeReady(process)
    this.engine.sessions(process, 0)
  }

  visits(number: number, sockets: number): void {
    const install = this.installs[number]
    invariant(install !== undefined, "there is one of that number")
    this.lifecycle.activity(install, { sockets, requests: 0 })
  }

  running(): number[] {
    return this.installs.flatMap((install, number) =>
      this.lifecycle.state(install)?.state === "running" ? [number] : [],
    )
  }

  relieved(): { number: number; reason: string }[] {
    return this.events.flatMap((event) =>
      event.kind === "relieved"
        ? [{ number: this.installs.indexOf(event.install), reason: event.reason }]
        : [],
    )
  }
}

it("memory gets short: the ones unused for longest sleep, one after the other, until there is room again, and no more", async () => {
  const machine = new Machine()
  await machine.runs(5)
  machine.visits(0, 1)
  machine.visits(0, 0)
  await machine.time.pass(minute)
  expect(machine.running()).toEqual([0, 1, 2, 3, 4])
  // 1,000 - 400 - 500 = 100 are left; 250 are well.
  machine.engine.machine = { ...machine.engine.machine, othersBytes: 400 }
  await machine.time.pass(minute)
  expect(machine.running()).toEqual([0, 3, 4])
  expect(machine.relieved().map(({ number }) => number)).toEqual([1, 2])
  expect(machine.relieved()[0]?.reason).toMatch(/^The machine had/)
  expect(machine.engine.starts).toBe(5)
  machine.lifecycle.close()
})

it("whoever has a session open stays as long as anybody idle can go, and as long as it is not severe", async () => {
  const machine = new Machine()
  await machine.runs(5)
  for (const number of [0, 1, 2]) machine.visits(number, 1)
  await machine.time.pass(minute)
  machine.engine.machine = { ...machine.engine.machine, othersBytes: 590 }
  await machine.time.pass(5 * minute)
  expect(machine.running()).toEqual([0, 1, 2])
  expect(
    machine.warnings.filter((one) => one.includes("no page may be put to sleep")),
  ).toHaveLength(1)
  machine.engine.machine = { ...machine.engine.machine, othersBytes: 650 }
  await machine.time.pass(minute)
  // The one that was opened first; with two of them left it is not severe any more.
  expect(machine.running()).toEqual([1, 2])
  machine.lifecycle.close()
})

it("those that never sleep go last, and come back one after the other when there has been room for a minute", async () => {
  const machine = new Machine()
  await machine.runs(3, (number) => (number < 2 ? 0 : 600))
  await machine.time.pass(minute)
  machine.engine.machine = { ...machine.engine.machine, othersBytes: 600 }
  await machine.time.pass(10_000)
  expect(machine.relieved().map(({ number }) => number)).toEqual([2, 0])
  machine.engine.machine = { ...machine.engine.machine, othersBytes: 750 }
  await machine.time.pass(10_000)
  expect(machine.running()).toEqual([])
  machine.engine.machine = { ...machine.engine.machine, othersBytes: 100 }
  await machine.time.pass(30_000)
  expect(machine.engine.processes.size).toBe(0)
  await machine.time.pass(60_000)
  for (const install of machine.installs.slice(0, 2)) machine.ready(install)
  await quiet()
  expect(machine.running()).toEqual([0, 1])
  machine.lifecycle.close()
})

it("one that never sleeps and has to go again and again is brought back ever later", async () => {
  const machine = new Machine()
  await machine.runs(1, () => 0)
  const [install] = machine.installs
  invariant(install !== undefined, "there is one")
  const starts: number[] = []
  for (let round = 0; round < 200; round++) {
    // Alone it does no harm; whenever it runs, something else needs the room.
    const runs = machine.engine.processes.size > 0
    machine.engine.machine = { ...machine.engine.machine, othersBytes: runs ? 750 : 0 }
    const before = machine.engine.starts
    await machine.time.pass(10_000)
    if (machine.engine.starts > before) starts.push(machine.time.now())
    if (machine.engine.processes.size > 0) machine.ready(install)
  }
  const gaps = starts.slice(1).map((at, place) => at - (starts[place] ?? 0))
  expect(gaps.length).toBeGreaterThan(2)
  expect(gaps.every((gap, place) => place === 0 || gap > 1.5 * (gaps[place - 1] ?? 0))).toBe(true)
  machine.lifecycle.close()
})

it("a visitor who comes meanwhile wakes it again, and it is left alone for a while", async () => {
  const machine = new Machine()
  await machine.runs(2)
  await machine.time.pass(minute)
  machine.engine.machine = { ...machine.engine.machine, othersBytes: 680 }
  await machine.time.pass(10_000)
  expect(machine.running()).toEqual([])
  machine.engine.machine = { ...machine.engine.machine, othersBytes: 710 }
  const [first] = machine.installs
  invariant(first !== undefined, "there is one")
  await machine.wakes(first)
  await machine.time.pass(25_000)
  expect(machine.running()).toEqual([0])
  await machine.time.pass(10_000)
  expect(machine.running()).toEqual([])
  machine.lifecycle.close()
})

it("an engine that does not answer is said once, and memory is looked at again when it does", async () => {
  const machine = new Machine()
  await machine.runs(3)
  await machine.time.pass(minute)
  machine.engine.reach(false)
  await machine.time.pass(minute)
  expect(machine.warnings.filter((one) => one.includes("whether memory is short"))).toHaveLength(1)
  machine.engine.machine = { ...machine.engine.machine, othersBytes: 600 }
  machine.engine.reach(true)
  await machine.time.pass(10_000)
  expect(machine.running().length).toBeLessThan(3)
  machine.lifecycle.close()
})

it("without limits nobody is put to sleep for memory", async () => {
  const stage = new Stage()
  await stage.awake()
  stage.engine.machine = { ...stage.engine.machine, othersBytes: 990 }
  await stage.time.pass(10 * minute)
  expect(stage.events.some((event) => event.kind === "relieved")).toBe(false)
  stage.lifecycle.close()
})
