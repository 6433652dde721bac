// What only the local engine promises: it outlives its server, notices silence and death, and keeps modules within their limits.
import { execFile, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { readdir, readFile, readlink, stat } from "node:fs/promises"
import { createInterface } from "node:readline"
import { promisify } from "node:util"
import { join, resolve } from "node:path"

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { z } from "zod"

import { processId } from "../../packages/contract/src/ids.ts"
import { newId } from "../../packages/server/src/base/ids.ts"
import { deliveryOf, EngineScene } from "../../packages/server/src/engine/contract.suite.ts"
import { streamlitEnvironment } from "../support/streamlit-environments.ts"
import {
  askKeeper,
  endKeeper,
  localStage,
  type LocalStage,
  newDataFolder,
  openLocalEngine,
  visit,
} from "./local-stage.ts"

const isRoot = process.getuid?.() === 0
const showing = `
import os, streamlit as st
st.text(st.secrets["NAME"])
`
const hungry = `
import streamlit as st
st.text("hungry")
hoard = []
while True:
    hoard.append(bytearray(8 << 20))
`
const filling = `
import pathlib, os, tempfile, streamlit as st
for place in (os.environ["HOME"], ".", tempfile.gettempdir()):
    (pathlib.Path(place) / "filler").write_bytes(os.urandom(20 << 20))
st.text("filled")
`
const prying = `
import os, streamlit as st
st.text("uid %d" % os.getuid())
st.text("fds " + ",".join(sorted(os.listdir("/proc/self/fd"), key=int)))
st.text("block " + open("/proc/self/environ").read() if os.access("/proc/self/environ", os.R_OK) else "block closed")
`

describe("a module", () => {
  let stage: LocalStage
  let scene: EngineScene
  beforeAll(async () => {
    stage = await localStage("1.67.0", { diskLookMs: 200 })
    scene = new EngineScene(stage)
  })
  afterAll(async () => scene.close())

  it("that stands still is told as behind, and takes the newest values when it goes on", async () => {
    const {
      process: id,
      address,
      pid,
    } = await scene.start(await scene.spec({ "app.py": showing }, { NAME: "first" }))
    process.kill(pid ?? 0, "SIGSTOP")
    const answers = await Promise.allSettled([
      stage.engine.deliver(id, deliveryOf(2, { NAME: "second" })),
      stage.engine.deliver(id, deliveryOf(3, { NAME: "third" })),
    ])
    expect(answers).toMatchObject([
      { reason: { code: "engine.behind" } },
      { reason: { code: "engine.behind" } },
    ])
    process.kill(pid ?? 0, "SIGCONT")
    await expect
      .poll(() =>
        scene.events
          .filter((one) => one.kind === "acknowledged")
          .map((one) => one.acknowledgement.serial),
      )
      .toContain(3)
    const session = await visit(address)
    expect(await session.run()).toEqual(["third"])
    await session.close()
  })

  it("over its memory limit is ended with the reason, and its neighbour does not notice", async () => {
    const neighbour = await scene.start(await scene.spec({ "app.py": showing }, { NAME: "calm" }))
    const spec = await scene.spec({ "app.py": hungry }, { NAME: "first" })
    const limits = { memoryBytes: 256 * 1024 * 1024 }
    const { process: id, address } = await scene.start({ ...spec, limits })
    const session = await visit(address)
    void session.run().catch(() => {})
    const { exit } = await scene.event(id, "exited")
    expect(exit).toMatchObject({ cause: "memory", reason: expect.stringContaining("memory") })
    const other = await visit(neighbour.address)
    expect(await other.run()).toEqual(["calm"])
    await other.close()
  })

  it("over its disk limit is ended with the reason", async () => {
    const spec = await scene.spec({ "app.py": filling }, { NAME: "first" })
    const limits = { diskBytes: 50 * 1024 * 1024 }
    const { process: id, address } = await scene.start({ ...spec, limits })
    const session = await visit(address)
    // It may be ended before the run is over.
    void session.run().catch(() => {})
    const { exit } = await scene.event(id, "exited")
    expect(exit).toMatchObject({
      cause: "disk",
      reason: expect.stringMatching(/^It used \d+ MiB of disk, more than its limit of 50 MiB/),
    })
  })

  it("has no rights, descriptors or values in its environment block that are not its own", async () => {
    const spec = await scene.spec({ "app.py": prying }, { NAME: "canary-in-no-block" })
    const { address, pid } = await scene.start(spec)
    const session = await visit(address)
    const [uid, , block] = await session.run()
    await session.close()
    expect(uid).toBe(`uid ${isRoot ? spec.userId : process.getuid?.()}`)
    expect(block).not.toContain("canary-in-no-block")
    const held = await readdir(`/proc/${pid}/fd`)
    const targets = await Promise.all(
      held.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")),
    )
    expect(
      targets.filter((target) => target.startsWith(stage.dataFolder) || target.includes("keeper")),
    ).toEqual([])
    expect(await readFile(`/proc/${pid}/environ`, "utf8")).not.toContain("canary-in-no-block")
  })

  it("leaves no document, socket or working copy behind when it has ended", async () => {
    const spec = await scene.spec({ "app.py": showing }, { NAME: "first" })
    const { process: id, address } = await scene.start(spec)
    const socket = address.kind === "unix" ? address.path : ""
    const copy = join(stage.dataFolder, "engine/processes", id)
    expect([existsSync(socket), existsSync(copy)]).toEqual([true, true])
    await stage.engine.stop(id, 2_000)
    await expect.poll(() => [existsSync(socket), existsSync(copy)]).toEqual([false, false])
  })

  it.runIf(isRoot)("gets folders that no other module's user may read", async () => {
    const spec = await scene.spec({ "app.py": showing }, { NAME: "first" })
    const { process: id } = await scene.start(spec)
    const engine = join(stage.dataFolder, "engine")
    for (const folder of [
      join(engine, "processes", id, "tree"),
      join(engine, "installs", spec.install, "home"),
    ]) {
      const { uid, mode } = await stat(folder)
      expect([uid, (mode & 0o777).toString(8)]).toEqual([spec.userId, "700"])
    }
  })
})

const told = z.object({
  id: processId,
  install: z.string(),
  address: z.object({ kind: z.literal("unix"), path: z.string() }),
  pid: z.int(),
})

/** A server of its own process that has a module running. */
async function doomedServer(dataFolder: string, userId: number) {
  const made = await streamlitEnvironment("1.40.2")
  const script = resolve(import.meta.dirname, "doomed-server.ts")
  const tree = join(import.meta.dirname, "trees/showing")
  const args = [script, dataFolder, tree, made.python, made.folder, made.basePrefix, String(userId)]
  const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
  const lines: string[] = []
  for await (const line of createInterface(server.stdout)) {
    lines.push(line)
    if (lines.length === 2) break
  }
  const module = told.parse(JSON.parse(lines.find((line) => line.startsWith("{")) ?? ""))
  const ended = new Promise((done) => server.once("exit", done))
  return {
    module,
    async kill() {
      server.kill("SIGKILL")
      await ended
    },
  }
}

describe("the server is killed", () => {
  it("and its modules run on, sessions stay connected, and the next server adopts and feeds them", async () => {
    const dataFolder = await newDataFolder()
    onTestFinished(() => endKeeper(dataFolder))
    const { module, kill } = await doomedServer(dataFolder, 500_000_000 + process.pid * 10)
    const session = await visit(module.address)
    expect(await session.run()).toEqual(["first"])
    await kill()
    expect(await session.run()).toEqual(["first"])
    const engine = await openLocalEngine(dataFolder)
    expect(await engine.list()).toMatchObject([
      {
        process: module.id,
        install: module.install,
        pid: module.pid,
        state: "running",
        fingerprint: "f1",
        environmentId: "e1",
        held: { serial: 1 },
      },
    ])
    await engine.deliver(module.id, deliveryOf(2, { NAME: "second" }))
    expect(await session.run()).toEqual(["second"])
    expect(session.isOpen).toBe(true)
    await session.close()
    await engine.close()
  })

  it("while it starts a module: the next server finds it running", async () => {
    const dataFolder = await newDataFolder()
    onTestFinished(() => endKeeper(dataFolder))
    const { module, kill } = await doomedServer(dataFolder, 500_000_001 + process.pid * 10)
    await kill()
    const engine = await openLocalEngine(dataFolder)
    await expect
      .poll(async () => (await engine.list()).map((one) => one.state))
      .toEqual(["running"])
    await engine.stop(module.id, 1_000)
    await engine.close()
  })
})

/** Asking takes the connection over; the engine takes it back. */
async function keeperPid(stage: LocalStage, scene: EngineScene): Promise<number> {
  const { pid } = z.object({ pid: z.int() }).parse(await askKeeper(stage.dataFolder))
  await expect
    .poll(() =>
      scene.events
        .map((one) => one.kind)
        .filter((kind) => kind === "back" || kind === "unavailable"),
    )
    .toEqual(expect.arrayContaining(["unavailable", "back"]))
  await expect.poll(() => stage.engine.health().reachable).toBe(true)
  return pid
}

describe("the keeper", () => {
  it("is killed: its modules end with it, that is told as not their doing, and a new keeper serves", async () => {
    const stage = await localStage("1.40.2")
    const scene = new EngineScene(stage)
    onTestFinished(() => scene.close())
    const spec = await scene.spec({ "app.py": showing }, { NAME: "first" })
    const lost = await scene.start(spec)
    process.kill(await keeperPid(stage, scene), "SIGKILL")
    const { exit } = await scene.event(lost.process, "exited")
    expect(exit.cause).toBe("engine")
    expect(
      existsSync(`/proc/${lost.pid}/status`) &&
        (await readFile(`/proc/${lost.pid}/status`, "utf8")).includes("running"),
    ).toBe(false)
    const again = await scene.start(spec)
    const session = await visit(again.address)
    expect(await session.run()).toEqual(["first"])
    await session.close()
  })

  it("is stopped: requests end as unavailable instead of hanging, and it goes on by itself", async () => {
    const stage = await localStage("1.40.2")
    const scene = new EngineScene(stage)
    onTestFinished(() => scene.close())
    const { process: id } = await scene.start(
      await scene.spec({ "app.py": showing }, { NAME: "first" }),
    )
    const pid = await keeperPid(stage, scene)
    process.kill(pid, "SIGSTOP")
    await expect(stage.engine.deliver(id, deliveryOf(2, { NAME: "second" }))).rejects.toMatchObject(
      { code: "engine.behind" },
    )
    await expect.poll(() => stage.warnings.join()).toContain("had been stopped from outside")
    await expect(stage.engine.deliver(id, deliveryOf(3, { NAME: "third" }))).resolves.toMatchObject(
      { serial: 3 },
    )
  })

  it("cannot be had: starts fail in plain words", async () => {
    const stage = await localStage("1.40.2")
    const scene = new EngineScene(stage)
    onTestFinished(() => scene.close())
    const broken = await newDataFolder()
    onTestFinished(() => endKeeper(broken))
    const { createLocalEngine } =
      await import("../../packages/server/src/engine/local/create-local-engine.ts")
    const engine = await createLocalEngine({
      dataFolder: broken,
      runtime: "/nowhere",
      path: "",
      isolation: "required",
      warn() {},
    })
    const spec = await scene.spec({ "app.py": showing }, { NAME: "first" })
    await expect(engine.start({ process: newId("prc"), spec, serial: 1 })).rejects.toMatchObject({
      code: "engine.unavailable",
      public: expect.stringContaining("keeper"),
    })
    expect(engine.health().reachable).toBe(false)
    await expect.poll(() => stage.engine.health().reachable).toBe(true)
    await engine.close()
  })
})

/** Runs a script as an ordinary user; what it prints. */
async function asOrdinaryUser(script: string, more: Readonly<Record<string, string>> = {}) {
  const { folder, basePrefix } = await streamlitEnvironment("1.40.2")
  const giveUpRoot = resolve(import.meta.dirname, "../runtime/give-up-root.py")
  const { stdout } = await promisify(execFile)(
    join(basePrefix, "bin/python3"),
    ["-I", "-B", giveUpRoot, process.execPath, resolve(import.meta.dirname, script)],
    { timeout: 60_000, env: { PATH: "/usr/bin:/bin", REACH: `${basePrefix}:${folder}`, ...more } },
  )
  const told: unknown = JSON.parse(stdout)
  return told
}

describe.runIf(isRoot)("without root", () => {
  it("modules run as the server's own user, and what is not kept apart is said", async () => {
    expect(await asOrdinaryUser("as-ordinary-user.ts")).toEqual({
      shown: "value-of-user 219999",
      missing: expect.arrayContaining([expect.stringContaining("not root")]),
      memory: expect.stringMatching(/^\/dev\/shm\/modkeep-/),
    })
  })

  it("and without namespaces nothing starts, with the setting to set; told so, modules start and each lack is named", async () => {
    expect(await asOrdinaryUser("without-namespaces.ts", { NAMESPACES: "none" })).toEqual({
      code: "engine.not_isolated",
      refused: expect.stringMatching(
        /^Cannot start the module: this machine does not keep modules apart \(.*MODKEEP_ISOLATION=best-effort$/u,
      ),
      shown: "value-of-user",
      missing: expect.arrayContaining(
        ["users: ", "namespaces: ", "processes: ", "files: ", "network: "].map((word) =>
          expect.stringContaining(word),
        ),
      ),
    })
  })
})
