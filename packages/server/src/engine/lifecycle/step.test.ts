// The state machine against a model of the engine: whatever comes in whatever order, the invariants hold and the wish wins.
import type { ProcessId } from "@modkeep/contract/ids"
import { processId } from "@modkeep/contract/ids"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

import { invariant } from "#base/invariant.ts"

import { type Effect, type Failure, type Life, type LifeEvent, newLife } from "./life.ts"
import { nextDeadline, processesOf, step } from "./step.ts"

const crash: Failure = { kind: "crash", reason: "It crashed", logLines: [], exit: undefined }
const unreachable: Failure = { ...crash, kind: "unavailable" }
const startTimeoutMs = 120_000
const drainMs = 30_000

/** An install and the processes it has, moved by events; the engine's part is played step by step by the test. */
class World {
  life: Life = newLife(0)
  now = 0
  readonly alive = new Map<
    ProcessId,
    { ready: boolean; told: boolean; sessions: number | undefined }
  >()
  readonly started: ProcessId[] = []
  readonly effects: Effect[] = []
  #count = 0

  send(event: LifeEvent): void {
    const fresh = processId.parse(`prc_0${String(this.#count++).padStart(25, "0")}`)
    const sessions = (process: ProcessId) => this.alive.get(process)?.sessions
    const at = { now: this.now, fresh, sessions, startTimeoutMs, drainMs }
    const { life, effects } = step(this.life, event, at)
    this.life = life
    for (const effect of effects) this.#carryOut(effect)
    this.check()
  }

  #carryOut(effect: Effect): void {
    this.effects.push(effect)
    if (effect.kind === "start") {
      invariant(!this.alive.has(effect.process), "a process is started once")
      this.alive.set(effect.process, { ready: false, told: false, sessions: 0 })
      this.started.push(effect.process)
    }
    if (effect.kind === "stop") {
      const process = this.alive.get(effect.process)
      invariant(process?.told === false, "a process is told to end once, while it lives")
      process.told = true
    }
  }

  check(): void {
    const { phase, retiring, wish } = this.life
    const named = processesOf(phase)
    const tracked = [...named, ...retiring.map((one) => one.process)]
    const told = (process: ProcessId) => this.alive.get(process)?.told
    invariant(new Set(tracked).size === tracked.length, "a process has one place")
    invariant(tracked.length === this.alive.size, "every living process is tracked")
    invariant(
      tracked.every((process) => this.alive.has(process)),
      "only living ones are tracked",
    )
    invariant(
      named.every((process) => told(process) === false),
      "what serves was not told to end",
    )
    for (const { process, stopAt } of retiring) {
      invariant(told(process) === (stopAt === undefined), "a retiring process is told at its time")
    }
    invariant(wish === "on" || phase.kind === "resting", "off keeps nothing in service")
    const serving = phase.kind === "running" ? this.alive.get(phase.process) : undefined
    invariant(phase.kind !== "running" || serving?.ready, "what serves has become ready")
  }

  begun(process: ProcessId): void {
    if (this.alive.get(process)?.told === false) this.send({ kind: "begun", process })
  }

  ready(process: ProcessId): void {
    const one = this.alive.get(process)
    if (one === undefined || one.told) return
    one.ready = true
    this.send({ kind: "ready", process })
  }

  gone(process: ProcessId, failure: Failure | undefined): void {
    if (!this.alive.delete(process)) return
    this.send({ kind: "gone", process, failure })
  }

  drained(process: ProcessId): void {
    const one = this.alive.get(process)
    if (one === undefined) return
    one.sessions = 0
    this.send({ kind: "drained", process })
  }

  pass(ms: number): void {
    this.now += ms
    const due = nextDeadline(this.life)
    if (due !== undefined && due <= this.now) this.send({ kind: "tick" })
  }

  /** The engine does what it was told and every deadline passes, until nothing is left to happen. */
  settle(): void {
    for (let rounds = 0; rounds < 100; rounds++) {
      for (const [process, one] of this.alive) if (one.told) this.gone(process, undefined)
      for (const [process, one] of this.alive) if (!one.ready) this.ready(process)
      if (this.life.phase.kind === "running" && this.life.retiring.length === 0) return
      const due = nextDeadline(this.life)
      if (due === undefined && this.alive.size === 0) return
      if (due !== undefined) this.pass(Math.max(0, due - this.now))
    }
    throw new Error("It never settled")
  }

  pick(index: number): ProcessId | undefined {
    const all = [...this.alive.keys()]
    return all[index % Math.max(1, all.length)]
  }
}

type Move = (world: World) => void
const onOne = (act: (world: World, process: ProcessId) => void): fc.Arbitrary<Move> =>
  fc.nat(3).map((index) => (world) => {
    const process = world.pick(index)
    if (process !== undefined) act(world, process)
  })

const sends = (...events: LifeEvent[]): fc.Arbitrary<Move> =>
  fc.constantFrom(...events).map((event) => (world) => world.send(event))

const sessionsChange = fc
  .tuple(fc.nat(3), fc.constantFrom(0, 3, undefined))
  .map(([index, sessions]): Move => (world) => {
    const process = world.pick(index)
    const one = process === undefined ? undefined : world.alive.get(process)
    if (one !== undefined) one.sessions = sessions
  })

const timePasses = fc.constantFrom(10, 1_000, 30_000, 120_000, 900_000).map(
  (ms): Move =>
    (world) =>
      world.pass(ms),
)

// Weighted so that the rare states (a replacement starts while the old process fails) come up hundreds of times a run.
const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: onOne((world, process) => world.ready(process)) },
  { weight: 3, arbitrary: onOne((world, process) => world.begun(process)) },
  { weight: 6, arbitrary: sends({ kind: "replace" }) },
  {
    weight: 4,
    arbitrary: sends({ kind: "wanted", by: "visitor" }, { kind: "wanted", by: "person" }),
  },
  {
    weight: 3,
    arbitrary: sends(
      { kind: "configured", wish: "on", idleMs: 0 },
      { kind: "configured", wish: "on", idleMs: 900_000 },
    ),
  },
  { weight: 1, arbitrary: sends({ kind: "configured", wish: "off", idleMs: 900_000 }) },
  { weight: 1, arbitrary: sends({ kind: "sleep" }) },
  {
    weight: 2,
    arbitrary: sends(
      { kind: "back" },
      { kind: "mended" },
      { kind: "tick" },
      { kind: "activity", open: 2 },
      { kind: "activity", open: 0 },
    ),
  },
  { weight: 1, arbitrary: onOne((world, process) => world.gone(process, undefined)) },
  { weight: 2, arbitrary: onOne((world, process) => world.gone(process, crash)) },
  { weight: 1, arbitrary: onOne((world, process) => world.gone(process, unreachable)) },
  { weight: 2, arbitrary: onOne((world, process) => world.drained(process)) },
  { weight: 2, arbitrary: sessionsChange },
  { weight: 3, arbitrary: timePasses },
)

function awake(idleMs = 900_000): World {
  const world = new World()
  world.send({ kind: "configured", wish: "on", idleMs })
  world.send({ kind: "wanted", by: "visitor" })
  world.ready(onlyProcess(world))
  return world
}

function onlyProcess(world: World): ProcessId {
  const [process] = processesOf(world.life.phase)
  if (process === undefined) throw new Error("No process")
  return process
}

describe("whatever happens, in whatever order", () => {
  it("no process is lost, started twice or told to end twice, and the wish wins in the end", () => {
    fc.assert(
      fc.property(
        fc.array(moves, { minLength: 20, maxLength: 80 }),
        fc.boolean(),
        (sequence, on) => {
          const world = new World()
          for (const move of sequence) move(world)
          world.send({ kind: "configured", wish: on ? "on" : "off", idleMs: 0 })
          if (on) world.send({ kind: "wanted", by: "person" })
          world.settle()
          expect(world.life.phase.kind).toBe(on ? "running" : "resting")
          expect(world.alive.size).toBe(on ? 1 : 0)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it("adoption keeps at most one serving and one coming process, and the rest goes", () => {
    const found = fc.array(fc.record({ running: fc.boolean(), startedAt: fc.nat(9) }), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(found, fc.boolean(), fc.constantFrom(0, 900_000), (processes, on, idleMs) => {
        const world = new World()
        world.life = { ...world.life, wish: on ? "on" : "off", idleMs }
        const adopted = processes.map((one, index) => {
          const process = processId.parse(`prc_1${String(index).padStart(25, "0")}`)
          world.alive.set(process, { ready: one.running, told: false, sessions: undefined })
          return { ...one, process }
        })
        world.send({ kind: "adopted", processes: adopted })
        const kept = processesOf(world.life.phase)
        expect(kept.length).toBeLessThanOrEqual(2)
        const startsOne = on && processes.length === 0 && idleMs === 0
        expect(world.started).toHaveLength(startsOne ? 1 : 0)
        world.settle()
        expect(world.alive.size).toBe(on && (processes.length > 0 || idleMs === 0) ? 1 : 0)
      }),
    )
  })
})

describe("waking and sleeping", () => {
  it("however many wait, one process starts", () => {
    const world = awake()
    for (let index = 0; index < 1_000; index++) world.send({ kind: "wanted", by: "visitor" })
    expect(world.started).toHaveLength(1)
  })

  it("an install that is switched off is woken by nobody", () => {
    const world = new World()
    world.send({ kind: "wanted", by: "visitor" })
    world.send({ kind: "wanted", by: "person" })
    expect(world.started).toEqual([])
  })

  it("sleeps only after nothing was open for its idle time", () => {
    const world = awake()
    world.send({ kind: "activity", open: 1 })
    world.pass(5_000_000)
    expect(world.life.phase.kind).toBe("running")
    world.send({ kind: "activity", open: 0 })
    world.pass(899_999)
    expect(world.life.phase.kind).toBe("running")
    world.pass(1)
    expect(world.life.phase.kind).toBe("resting")
  })

  it("with 0 idle minutes it starts at once and never sleeps", () => {
    const world = new World()
    world.send({ kind: "configured", wish: "on", idleMs: 0 })
    world.ready(onlyProcess(world))
    expect(nextDeadline(world.life)).toBeUndefined()
  })

  it("asked for while it falls asleep, a new process starts beside the leaving one", () => {
    const world = awake()
    world.send({ kind: "sleep" })
    world.send({ kind: "wanted", by: "visitor" })
    expect(world.life.phase.kind).toBe("starting")
    expect(world.alive.size).toBe(2)
  })
})

describe("failing", () => {
  it("waits 1 s, doubles up to 5 min, then waits for a person", () => {
    const world = new World()
    world.send({ kind: "configured", wish: "on", idleMs: 900_000 })
    world.send({ kind: "wanted", by: "visitor" })
    const waits: number[] = []
    for (;;) {
      world.gone(onlyProcess(world), crash)
      if (world.life.phase.kind !== "failed") throw new Error("It did not fail")
      if (world.life.phase.retryAt === undefined) break
      waits.push((world.life.phase.retryAt - world.now) / 1_000)
      world.pass(world.life.phase.retryAt - world.now)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300])
    world.send({ kind: "wanted", by: "visitor" })
    expect(world.life.phase.kind).toBe("failed")
    world.send({ kind: "wanted", by: "person" })
    expect(world.life.phase.kind).toBe("starting")
  })

  it("a save gives it a new chance: at once while it would be tried again, else at the next visit", () => {
    const trying = new World()
    trying.send({ kind: "configured", wish: "on", idleMs: 900_000 })
    trying.send({ kind: "wanted", by: "visitor" })
    trying.gone(onlyProcess(trying), crash)
    trying.send({ kind: "mended" })
    expect(trying.life).toMatchObject({ failures: 0, phase: { kind: "starting" } })
    trying.life = { ...trying.life, failures: 10 }
    trying.gone(onlyProcess(trying), crash)
    trying.send({ kind: "mended" })
    expect(trying.life.phase.kind).toBe("resting")
    trying.send({ kind: "wanted", by: "visitor" })
    expect(trying.life.phase.kind).toBe("starting")
  })

  it("a process that does not answer in time from its turn on is ended, with the reason", () => {
    const world = new World()
    world.send({ kind: "configured", wish: "on", idleMs: 900_000 })
    world.send({ kind: "wanted", by: "visitor" })
    const process = onlyProcess(world)
    expect(nextDeadline(world.life)).toBeUndefined()
    world.pass(startTimeoutMs)
    expect(world.life.phase.kind).toBe("starting")
    world.begun(process)
    world.pass(startTimeoutMs)
    expect(world.effects).toContainEqual({ kind: "stop", process })
    expect(world.life.phase).toMatchObject({ kind: "failed", failure: { kind: "timeout" } })
  })

  it("an end that was not the module's doing starts it again when someone is there, and lets it sleep otherwise", () => {
    const alone = awake()
    alone.gone(onlyProcess(alone), undefined)
    expect(alone.life.phase.kind).toBe("resting")
    const visited = awake()
    visited.send({ kind: "activity", open: 1 })
    visited.gone(onlyProcess(visited), undefined)
    expect(visited.life.phase.kind).toBe("starting")
  })

  it("an unreachable engine counts as no failure and is tried again as soon as it is back", () => {
    const world = new World()
    world.send({ kind: "configured", wish: "on", idleMs: 900_000 })
    world.send({ kind: "wanted", by: "visitor" })
    world.gone(onlyProcess(world), unreachable)
    expect(world.life.failures).toBe(0)
    world.send({ kind: "back" })
    expect(world.life.phase.kind).toBe("starting")
  })
})

describe("replacing", () => {
  it("the old process serves until the new one is ready, then drains", () => {
    const world = awake()
    const old = onlyProcess(world)
    world.alive.set(old, { ready: true, told: false, sessions: 3 })
    world.send({ kind: "replace" })
    expect(world.life.phase).toMatchObject({ kind: "running", process: old })
    const fresh = world.started[1]
    if (fresh === undefined) throw new Error("No replacement")
    world.ready(fresh)
    expect(world.life.phase).toMatchObject({ kind: "running", process: fresh })
    expect(world.effects.filter((effect) => effect.kind === "stop")).toEqual([])
    world.drained(old)
    expect(world.effects).toContainEqual({ kind: "stop", process: old })
  })

  it("a replacement that fails leaves the old process in service", () => {
    const world = awake()
    const old = onlyProcess(world)
    world.send({ kind: "replace" })
    const fresh = world.started[1]
    if (fresh === undefined) throw new Error("No replacement")
    world.gone(fresh, crash)
    expect(world.life.phase).toMatchObject({ kind: "running", process: old })
    expect(world.effects).toContainEqual({ kind: "replacement-failed", failure: crash })
  })
})
