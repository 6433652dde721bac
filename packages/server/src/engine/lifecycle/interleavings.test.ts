// Saves meet starts, wakes, upgrades, drains, crashes and silence in a thousand random orders, on an engine played by hand.
//
// A failure prints its seed and path: give both to `fc.assert` to see the same order again.
import { type ProcessId, processId } from "@modkeep/contract/ids"
import * as fc from "fast-check"
import { expect, it } from "vitest"

import { quiet } from "./played-engine.suite.ts"
import { install, Stage } from "./stage.suite.ts"

/** A stage that looks at every document that is taken and at every acknowledgement that is given. */
class Witness extends Stage {
  readonly wrongs: string[] = []
  readonly #taken = new Map<ProcessId, { readonly version: string; readonly revision: number }>()
  #versions = 1
  #acknowledged = 0

  constructor() {
    super()
    this.engine.taken = (process, { revision, content }) => {
      const version = this.versionOf(process)
      const { text } = content.reveal()
      if (text === "") this.wrongs.push(`${process} took an empty document`)
      if (!text.startsWith(version)) this.wrongs.push(`${process} of ${version} took ${text}`)
      const before = this.#taken.get(process)?.revision ?? 0
      if (revision.version < before) this.wrongs.push(`${process} went back from ${before}`)
      this.#taken.set(process, { version, revision: revision.version })
    }
  }

  get acknowledged(): number {
    return this.#acknowledged
  }

  /** Commits, delivers, and holds the answer against what each process really has. */
  async saves(version: string, rerun: boolean): Promise<void> {
    const revision = this.commit(version)
    const read = (process: ProcessId) => this.read(this.versionOf(process))
    for (const result of await this.lifecycle.deliver(install, read, { rerun })) {
      const held = this.#taken.get(result.process)
      if (!result.acknowledged || (held !== undefined && held.version !== version)) continue
      this.#acknowledged += 1
      if (held === undefined || held.revision < revision)
        this.wrongs.push(`${result.process} acknowledged ${revision}, holds ${held?.revision}`)
    }
  }

  holdReads(): void {
    this.slowReads = true
  }

  breakSpec(fails: boolean): void {
    this.specFails = fails
  }

  async upgrades(): Promise<void> {
    this.fingerprint = `version ${++this.#versions}`
    this.lifecycle.configure(this.policy("on", 600))
    await this.lifecycle.replace(install)
  }

  /** The version that draining processes may still run. */
  get formerVersion(): string {
    return `version ${Math.max(1, this.#versions - 1)}`
  }

  /** When nothing is under way, a running process holds the newest of its version or is known not to. */
  async look(): Promise<void> {
    await quiet()
    if (this.slowReads || !this.engine.reachable) return
    const shown = new Map(this.lifecycle.processes(install).map((view) => [view.id, view]))
    for (const [process, played] of this.engine.processes) {
      const view = shown.get(process)
      const serves = played.state === "running" && !played.standsStill && !played.isUnwanted
      if (!serves || view === undefined || view.behind) continue
      const newest = this.newest(played.order.spec.fingerprint)
      const held = this.#taken.get(process)?.revision ?? 0
      if (held < newest) this.wrongs.push(`${process} runs with ${held} and not with ${newest}`)
    }
  }
}

type Act = (stage: Witness, index: number) => Promise<unknown> | void

const acts: readonly (readonly [times: number, name: string, act: Act])[] = [
  [3, "wake", ({ lifecycle }) => lifecycle.wake(install)],
  [1, "start", ({ lifecycle }) => lifecycle.start(install)],
  [1, "sleep", ({ lifecycle }) => lifecycle.sleep(install)],
  [1, "stop", ({ lifecycle }) => lifecycle.stop(install)],
  [1, "restart", ({ lifecycle }) => lifecycle.replace(install)],
  [2, "upgrade", (stage) => stage.upgrades()],
  [4, "save", (stage, index) => stage.saves(stage.fingerprint, index === 0)],
  [1, "save the former version", (stage) => stage.saves(stage.formerVersion, false)],
  [1, "crash", (stage, index) => stage.engine.end(chosen(stage, index), "crashed")],
  [5, "become ready", (stage, index) => stage.engine.becomeReady(chosen(stage, index))],
  [1, "stand still", (stage, index) => stage.engine.standStill(chosen(stage, index), true)],
  [1, "go on", (stage, index) => stage.engine.standStill(chosen(stage, index), false)],
  [1, "sessions", (stage, index) => stage.engine.sessions(chosen(stage, index), index)],
  [1, "engine away", ({ engine }) => engine.reach(false)],
  [1, "engine back", ({ engine }) => engine.reach(true)],
  [1, "slow reads", (stage) => stage.holdReads()],
  [1, "fast reads", (stage) => stage.readsGoOn()],
  [1, "spec fails", (stage) => stage.breakSpec(true)],
  [1, "spec works", (stage) => stage.breakSpec(false)],
  [1, "2 s", ({ time }) => time.pass(2_000)],
  [1, "90 s", ({ time }) => time.pass(90_000)],
  [
    1,
    "server restart",
    (stage) => {
      stage.serverEnds()
      return stage.serverStarts().adopt([stage.policy("on", 600)])
    },
  ],
  [3, "look", (stage) => stage.look()],
]
const actNamed = new Map(acts.map(([, name, act]) => [name, act]))

const endsByItself = new Set(["2 s", "90 s", "look"])
/** Between two steps everything may happen, a little, or nothing. */
const pauses = [
  quiet,
  quiet,
  () => new Promise<void>((resolve) => setImmediate(resolve)),
  () => Promise.resolve(),
]

/** One of those that live; which one is the order's own choice. */
function chosen(stage: Witness, index: number): ProcessId {
  const all = [...stage.engine.processes.keys()]
  return all[index % Math.max(1, all.length)] ?? processId.parse(`prc_${"0".repeat(26)}`)
}

it("in 1,000 random orders no running process has an old or empty document unnoticed, and no acknowledgement is lost", async () => {
  const act = fc.constantFrom(
    ...acts.flatMap(([times, name]) => Array.from({ length: times }, () => name)),
  )
  const step = fc.tuple(act, fc.nat(2), fc.nat(3))
  const order = fc.array(step, { minLength: 10, maxLength: 60 })
  let acknowledged = 0
  await fc.assert(
    fc.asyncProperty(order, async (names) => {
      const stage = new Witness()
      await stage.lifecycle.adopt([stage.policy("on", 600)])
      const calls: Promise<unknown>[] = []
      for (const [name, index, pause] of names) {
        const call = Promise.resolve(actNamed.get(name)?.(stage, index)).catch(() => {})
        calls.push(call)
        // What passes time ends by itself; the others may wait for what a later step does.
        if (endsByItself.has(name)) await call
        await pauses[pause]?.()
      }
      await quiet()
      // What a person does last: start it, and repeat an upgrade that could not be carried out.
      for (let round = 0; round < 2; round++) {
        calls.push(stage.lifecycle.start(install).catch(() => {}))
        await stage.settle()
        if (stage.versionOf(stage.only()) !== stage.fingerprint)
          calls.push(stage.lifecycle.replace(install).catch(() => {}))
        await stage.settle()
      }
      expect(stage.lifecycle.state(install)?.state).toBe("running")
      expect(stage.held()).toEqual([stage.committed])
      expect(stage.lifecycle.processes(install)).toMatchObject([
        { behind: false, draining: false, revision: { version: stage.committed } },
      ])
      expect(stage.versionOf(stage.only())).toBe(stage.fingerprint)
      await Promise.all(calls)
      await stage.look()
      expect(stage.wrongs).toEqual([])
      acknowledged += stage.acknowledged
      stage.lifecycle.close()
    }),
    { numRuns: 1_000 },
  )
  // That the orders lead somewhere: saves do meet running processes.
  expect(acknowledged).toBeGreaterThan(300)
}, 120_000)
