// What every engine must do, shown on real modules. Each engine runs this suite with a stage of its own.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import type { ProcessId } from "@modkeep/contract/ids"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

import { newId } from "#base/ids.ts"
import { Sealed } from "#base/sealed.ts"

import type {
  Delivery,
  DocumentContent,
  Engine,
  EngineEnvironment,
  EngineEvent,
  EngineProcess,
  ProcessAddress,
  ProcessLimits,
  StartSpec,
} from "./engine.ts"

export interface Visit {
  /** Runs the script once and gives the texts it shows. */
  run(): Promise<readonly string[]>
  readonly isOpen: boolean
  close(): Promise<void>
}

export interface EngineStage {
  readonly engine: Engine
  readonly environment: EngineEnvironment
  visit(address: ProcessAddress): Promise<Visit>
  close(): Promise<void>
}

/** Shows at each run what it holds; says at its first line what was there by then. */
const showing = `
import os, sys
first = os.environ.get("NAME")
import streamlit as st
print("printed", first, flush=True)
st.text("secret " + st.secrets["NAME"])
st.text("environment " + os.environ.get("NAME", "none"))
st.text("gone " + os.environ.get("GONE", "none"))
st.text("first " + str(first))
`
const remembering = `
import os, pathlib
import streamlit as st
home, here = pathlib.Path(os.environ["HOME"]), pathlib.Path(".")
st.text("home %s" % (home / "mark").exists())
st.text("here %s" % (here / "mark").exists())
(home / "mark").write_text("1")
(here / "mark").write_text("1")
pathlib.Path("app.py").open("a").write("# changed by itself")
`
const failing = `raise_at_import = __import__("os")._exit(3)`

// Test runs that overlap on one machine have users of their own: whoever ends a module ends what its user runs.
// A process id is one process's alone; the highest that Linux gives is 4,194,304, so that the ids end well below 2^32.
let users = 1_000_000 + process.pid * 100

/** A small life on an engine: starts specs made of one script, and hears its events. */
export class EngineScene {
  readonly stage: EngineStage
  readonly events: EngineEvent[] = []
  readonly #started = new Set<ProcessId>()
  readonly #trees: string[] = []
  readonly #heard = new Set<() => void>()
  readonly #unsubscribe: () => void

  constructor(stage: EngineStage) {
    this.stage = stage
    this.#unsubscribe = stage.engine.subscribe((event) => {
      this.events.push(event)
      for (const look of this.#heard) look()
    })
  }

  async spec(files: Readonly<Record<string, string>>, values: Readonly<Record<string, string>>) {
    const tree = await mkdtemp(join(tmpdir(), "modkeep-tree-"))
    this.#trees.push(tree)
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(tree, path)), { recursive: true })
      await writeFile(join(tree, path), text)
    }
    return {
      install: newId("ins"),
      fingerprint: "f1",
      environment: this.stage.environment,
      source: { tree, directory: "", entrypoint: "app.py" },
      userId: users++,
      limits: {} satisfies ProcessLimits,
      settings: {
        cookieSecret: new Sealed("cookie-secret"),
        origin: "http://module.localhost:8700",
        showNavigation: false,
      },
      launchQuery: {},
      auth: undefined,
      document: documentOf(1, values),
    } satisfies StartSpec
  }

  /** Starts it and waits until it is ready. */
  async start(spec: StartSpec, serial = 1): Promise<EngineProcess> {
    const process = newId("prc")
    this.#started.add(process)
    const started = await this.stage.engine.start({ process, spec, serial })
    await this.event(process, "ready")
    return started
  }

  /** The first event of that kind for the process, past or coming. */
  async event<Kind extends EngineEvent["kind"]>(process: ProcessId, kind: Kind) {
    return this.#until(
      (one): one is EngineEvent & { readonly kind: Kind; readonly process: ProcessId } => {
        if (one.kind !== kind || !("process" in one)) return false
        if (one.kind === "exited" && kind !== "exited") return false
        return one.process === process
      },
    )
  }

  async #until<Found extends EngineEvent>(
    fits: (event: EngineEvent) => event is Found,
  ): Promise<Found> {
    const { promise, resolve } = Promise.withResolvers<Found>()
    const look = () => {
      const found = this.events.find(fits)
      if (found !== undefined) resolve(found)
    }
    this.#heard.add(look)
    look()
    const found = await promise
    this.#heard.delete(look)
    return found
  }

  async logs(process: ProcessId): Promise<string> {
    const { lines } = await this.stage.engine.logs({ process }, 0)
    return lines.map((line) => line.text).join("\n")
  }

  async close(): Promise<void> {
    for (const process of this.#started) await this.stage.engine.stop(process, 1_000)
    this.#unsubscribe()
    await this.stage.close()
    for (const tree of this.#trees) await rm(tree, { recursive: true, force: true })
  }
}

export function documentOf(version: number, values: Readonly<Record<string, string>>) {
  const text = Object.entries(values)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`)
    .join("")
  const content: DocumentContent = { text, environment: values, redact: Object.values(values) }
  return { revision: { version, install: 0 }, content: new Sealed(content) }
}

export function deliveryOf(serial: number, values: Readonly<Record<string, string>>): Delivery {
  return { serial, document: documentOf(serial, values), rerun: false }
}

export function engineContract(name: string, open: () => Promise<EngineStage>): void {
  describe(`${name}: the contract of engines`, () => {
    let scene: EngineScene
    beforeAll(async () => {
      scene = new EngineScene(await open())
    })
    afterAll(async () => scene.close())

    it("the values are there before the module's first line, for its own eyes only", async () => {
      const canary = `canary_${newId("tok")}`
      const spec = await scene.spec({ "app.py": showing }, { NAME: canary, GONE: "soon" })
      const started = await scene.start(spec)
      const visit = await scene.stage.visit(started.address)
      expect(await visit.run()).toEqual([
        `secret ${canary}`,
        `environment ${canary}`,
        "gone soon",
        `first ${canary}`,
      ])
      await visit.close()
      expect(await scene.logs(started.process)).toContain("printed ")
      expect(await scene.logs(started.process)).not.toContain(canary)
      expect(JSON.stringify([scene.events, await scene.stage.engine.list()])).not.toContain(canary)
    })

    it("a delivery is in use when it is acknowledged, in a session that stays open", async () => {
      const spec = await scene.spec({ "app.py": showing }, { NAME: "old-value", GONE: "soon" })
      const { process, address } = await scene.start(spec)
      const visit = await scene.stage.visit(address)
      expect(await visit.run()).toContain("secret old-value")
      const delivery = deliveryOf(2, { NAME: "new-value" })
      const answer = await scene.stage.engine.deliver(process, delivery)
      expect(answer).toMatchObject({ serial: 2, revision: { version: 2, install: 0 } })
      expect(await visit.run()).toEqual([
        "secret new-value",
        "environment new-value",
        "gone none",
        // The script's own variables are set anew at each run, before its imports.
        "first new-value",
      ])
      expect(visit.isOpen).toBe(true)
      await visit.close()
    })

    it("a process never goes back to a lower serial", async () => {
      const spec = await scene.spec({ "app.py": showing }, { NAME: "one" })
      const { process, address } = await scene.start(spec, 5)
      await scene.stage.engine.deliver(process, deliveryOf(7, { NAME: "seven" }))
      const answer = await scene.stage.engine.deliver(process, deliveryOf(6, { NAME: "six" }))
      expect(answer).toMatchObject({ via: "held", serial: 7, revision: { version: 7 } })
      const visit = await scene.stage.visit(address)
      expect(await visit.run()).toContain("secret seven")
      await visit.close()
    })

    it("deliveries during the start are held by the process when it is ready", async () => {
      const { engine } = scene.stage
      const spec = await scene.spec({ "app.py": showing }, { NAME: "one" })
      const process = newId("prc")
      const { address } = await engine.start({ process, spec, serial: 1 })
      await Promise.all(
        [2, 3, 4].map((serial) =>
          engine.deliver(process, deliveryOf(serial, { NAME: `v${serial}` })),
        ),
      )
      await scene.event(process, "ready")
      const visit = await scene.stage.visit(address)
      expect(await visit.run()).toContain("secret v4")
      await visit.close()
      await engine.stop(process, 1_000)
    })

    it("HOME is kept over starts, the working copy is fresh and the exported tree stays clean", async () => {
      const spec = await scene.spec({ "app.py": remembering }, { NAME: "one" })
      const first = await scene.start(spec)
      const visit = await scene.stage.visit(first.address)
      expect(await visit.run()).toEqual(["home False", "here False"])
      await visit.close()
      await scene.stage.engine.stop(first.process, 2_000)
      const again = await scene.start(spec)
      const second = await scene.stage.visit(again.address)
      expect(await second.run()).toEqual(["home True", "here False"])
      await second.close()
      await expect(readFile(join(spec.source.tree, "app.py"), "utf8")).resolves.toBe(remembering)
      await scene.stage.engine.stop(again.process, 2_000)
      await scene.stage.engine.erase(spec.install)
      expect(
        (await scene.stage.engine.list()).filter((one) => one.install === spec.install),
      ).toEqual([])
      const afterErase = await scene.start(spec)
      const third = await scene.stage.visit(afterErase.address)
      expect(await third.run()).toEqual(["home False", "here False"])
      await third.close()
    })

    it("two processes of one install live side by side, and the end of one leaves the other alone", async () => {
      const spec = await scene.spec({ "app.py": showing }, { NAME: "one" })
      const old = await scene.start(spec)
      const fresh = await scene.start(spec)
      expect(fresh.address).not.toEqual(old.address)
      const visit = await scene.stage.visit(fresh.address)
      await visit.run()
      await scene.stage.engine.stop(old.process, 2_000)
      expect(await visit.run()).toContain("secret one")
      expect(visit.isOpen).toBe(true)
      await visit.close()
    })

    it("a module that ends by itself is told, with its log", async () => {
      const spec = await scene.spec({ "app.py": failing }, { NAME: "one" })
      const { process, address } = await scene.start(spec)
      const visit = await scene.stage.visit(address)
      void visit.run().catch(() => {})
      const { exit } = await scene.event(process, "exited")
      expect(exit).toMatchObject({ cause: "ended", code: 3 })
      expect(exit.reason).not.toBe("")
    })

    it("stop ends it, twice is no fault, and deliveries to it then fail clearly", async () => {
      const { engine } = scene.stage
      const spec = await scene.spec({ "app.py": showing }, { NAME: "one" })
      const { process } = await scene.start(spec)
      await engine.stop(process, 2_000)
      await engine.stop(process, 2_000)
      const { exit } = await scene.event(process, "exited")
      expect(exit.cause).toBe("stopped")
      await expect(engine.deliver(process, deliveryOf(2, { NAME: "two" }))).rejects.toMatchObject({
        code: "engine.exited",
      })
      const listed = (await engine.list()).find((one) => one.process === process)
      expect(listed?.state).toBe("ended")
      await engine.forget(process)
      expect((await engine.list()).some((one) => one.process === process)).toBe(false)
    })

    it("lists what runs, with what it holds, and measures it", async () => {
      const { engine } = scene.stage
      const spec = await scene.spec({ "app.py": showing }, { NAME: "one" })
      const started = await scene.start(spec, 3)
      const listed = (await engine.list()).find((one) => one.process === started.process)
      expect(listed).toMatchObject({
        install: spec.install,
        state: "running",
        fingerprint: "f1",
        environmentId: spec.environment.id,
        address: started.address,
        held: { serial: 3, revision: { version: 1, install: 0 } },
      })
      const stats = await engine.stats(started.process)
      expect(stats.memoryBytes).toBeGreaterThan(10_000_000)
      expect(stats.diskBytes).toBeGreaterThan(0)
      expect(await engine.release(spec.environment.id)).toBe(false)
    })

    it("tells the highest serial that a process was given while it still starts and holds nothing", async () => {
      const { engine } = scene.stage
      const process = newId("prc")
      const spec = await scene.spec({ "app.py": showing }, { NAME: "one" })
      await engine.start({ process, spec, serial: 5 })
      const delivered = engine.deliver(process, deliveryOf(9, { NAME: "two" }))
      const serials = new Set<number>()
      let state = "starting"
      while (state === "starting") {
        const listed = (await engine.list()).find((one) => one.process === process)
        serials.add(listed?.serial ?? 0)
        state = listed?.state ?? "gone"
      }
      await delivered
      expect([...serials]).toEqual([9])
      await engine.stop(process, 0)
    })

    it("a version whose files are gone is refused in plain words, and leaves nothing", async () => {
      const spec = await scene.spec({ "app.py": showing }, { NAME: "one" })
      const source = { ...spec.source, tree: "/nowhere/tree" }
      const order = { process: newId("prc"), spec: { ...spec, source }, serial: 1 }
      await expect(scene.stage.engine.start(order)).rejects.toMatchObject({
        code: "engine.start_failed",
        public: expect.stringContaining("files of its version are gone"),
      })
      const listed = await scene.stage.engine.list()
      expect(listed.some((one) => one.process === order.process)).toBe(false)
    })

    it("an environment without its interpreter is refused in plain words", async () => {
      const spec = await scene.spec({ "app.py": showing }, { NAME: "one" })
      const environment = { ...spec.environment, python: "/nowhere/bin/python" }
      const order = { process: newId("prc"), spec: { ...spec, environment }, serial: 1 }
      await expect(scene.stage.engine.start(order)).rejects.toMatchObject({
        code: "engine.start_failed",
      })
    })
  })
}
