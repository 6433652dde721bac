// What the keeper does about a module that takes too much or stands still: the reason is told, the neighbour goes on.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { afterEach, beforeAll, expect, test } from "vitest"

import { openSession } from "../support/streamlit-client.ts"
import {
  streamlitEnvironment,
  type StreamlitEnvironment,
} from "../support/streamlit-environments.ts"
import { type Answer, documentOf, Keeper, startOf } from "./keeper.ts"
import { show } from "./show.ts"

const isRoot = process.getuid?.() === 0
let environment: StreamlitEnvironment
let keeper: Keeper

beforeAll(async () => {
  environment = await streamlitEnvironment("1.40.2")
})
afterEach(async () => keeper.quit())

async function run(app: string, limits: Answer = {}) {
  const start = startOf(keeper, environment, { "app.py": app }, { limits })
  const { pid } = await keeper.request("start", start)
  await keeper.ready(start.process)
  return { ...start, pid: Number(pid) }
}

async function open(start: { folder: string }) {
  return openSession({ socketPath: join(start.folder, "app.sock") })
}

/** Begins a run whose end nobody waits for. */
async function begin(start: { folder: string }): Promise<void> {
  const session = await open(start)
  session.request({ query: "" })
}

function stateOf(pid: number): string {
  return /^State:\s+(\w)/mu.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? ""
}

const fine = 'import streamlit as st\nst.text("fine")\n'
const bomb = `
import os, streamlit as st
while True:
    try:
        if os.fork() == 0:
            os.setsid()
    except OSError:
        pass
`
const hidingHog = `
import os, subprocess, sys, streamlit as st
subprocess.run([sys.executable, "-c", """
import os, time
if os.fork() == 0:
    os.setsid()
    held = bytearray(400 << 20)
    held[::4096] = b"x" * len(held[::4096])
    time.sleep(1000)
"""])
st.text("begun")
`
const busy = `
import threading, time, streamlit as st
def turn():
    while True:
        sum(range(1000))
if "turning" not in st.session_state:
    st.session_state.turning = True
    threading.Thread(target=turn, daemon=True).start()
st.text("turning")
`
/** Holds the interpreter for good: no thread of it, the server's included, runs any more. */
const hanging = `
import re, streamlit as st
re.match("(a?){60}a{60}", "a" * 60)
`

test.runIf(isRoot)(
  "a fork bomb whose children all leave its session is ended with the reason, whole, and its neighbour goes on",
  async () => {
    keeper = new Keeper()
    await keeper.start()
    const neighbour = await run(fine)
    const start = await run(bomb, { processes: 100 })
    await begin(start)
    const exited = await keeper.event("exited")
    expect(exited).toMatchObject({ process: start.process, reason: "processes_limit" })
    expect(exited["message"]).toMatch(/^It ran (98|99|100) processes and threads/u)
    await expect.poll(() => runningAs(start.user?.uid ?? 0)).toBe(0)
    expect(await show(neighbour)).toBe("fine")
  },
)

/** /proc/PID/status of every process of the machine. */
function everyStatus(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => {
      try {
        return [readFileSync(`/proc/${name}/status`, "utf8")]
      } catch {
        // It ended meanwhile.
        return []
      }
    })
}

/** How many processes run as a user. */
function runningAs(uid: number): number {
  const found = everyStatus().filter((status) => status.includes(`\nUid:\t${uid}\t`))
  return found.filter((status) => !/^State:\s+[ZX]/mu.test(status)).length
}

test("memory that a daemon of the module holds counts as the module's own", async () => {
  keeper = new Keeper()
  await keeper.start()
  const start = await run(hidingHog, { memoryBytes: 300 << 20 })
  await begin(start)
  expect(await keeper.event("exited")).toMatchObject({
    process: start.process,
    reason: "memory_limit",
  })
})

const workers = `
import os, time, streamlit as st
held = bytearray(120 << 20)
held[::4096] = b"x" * len(held[::4096])
for _ in range(4):
    if os.fork() == 0:
        # The session's own connection among them.
        os.closerange(3, 1000)
        time.sleep(1000)
st.text("working")
`

test.runIf(isRoot)("what forked workers share counts once against the memory limit", async () => {
  keeper = new Keeper()
  await keeper.start()
  const start = await run(workers, { memoryBytes: 350 << 20 })
  expect(await show(start)).toBe("working")
  const before = await keeper.request("stats", { process: start.process })
  expect(Number(before["limitedBytes"])).toBeGreaterThan(600 << 20)
  // Looked at more than once: the answer comes from the watch itself.
  for (let looks = 0; looks < 3;) {
    const { bytes } = await keeper.request("memory")
    if (Number(bytes) > 100 << 20) looks += 1
    await new Promise((resolve) => setTimeout(resolve, 700))
  }
  expect(await keeper.request("list")).toMatchObject({ processes: [{ state: "running" }] })
})

test.runIf(isRoot)("what all modules use together counts shared pages once", async () => {
  keeper = new Keeper()
  await keeper.start()
  const start = await run(workers, { memoryBytes: 4096 << 20 })
  expect(await show(start)).toBe("working")
  const stats = await keeper.request("stats", { process: start.process })
  expect(Number(stats["limitedBytes"])).toBeGreaterThan(600 << 20)
  const together = async () => Number((await keeper.request("memory"))["bytes"])
  await expect.poll(together, { timeout: 10_000 }).toBeGreaterThan(120 << 20)
  expect(await together()).toBeLessThan(350 << 20)
})

test.each([
  ["by a control group where the keeper may make one", []],
  ["by the keeper", ["groups"]],
])(
  "a module over its share of the processor is held back %s, answers, and takes new values",
  async (_, without) => {
    keeper = new Keeper({ without })
    await keeper.start()
    const start = await run(busy, { cpuPercent: 25 })
    expect(await show(start)).toBe("turning")
    // What it may take at once is behind it then.
    const before = await usedMs(start, 1_500)
    const from = performance.now()
    const after = await usedMs(start, before + 1_000)
    // A share of work, not a time: unhindered it is one core, whatever the machine.
    expect((after - before) / (performance.now() - from)).toBeLessThan(0.4)
    expect(await show(start)).toBe("turning")
    const document = documentOf(2, { NAME: "new" })
    const held = await keeper.request("deliver", { process: start.process, document, redact: [] })
    expect(held).toMatchObject({ serial: 2, via: "direct" })
  },
)

/** Resolves with its CPU time once that is more than `ms`. */
async function usedMs(start: { process: string }, ms: number): Promise<number> {
  for (;;) {
    const stats = await keeper.request("stats", { process: start.process })
    if (Number(stats["cpuMs"]) > ms) return Number(stats["cpuMs"])
  }
}

test("a module has control groups of its own where the keeper may make some, and leaves none behind", async () => {
  keeper = new Keeper()
  const { can } = await keeper.start()
  const start = await run(fine, { memoryBytes: 512 << 20, processes: 100, cpuPercent: 50 })
  const own = groupsOf(start.pid)
  expect(own.some((path) => path.includes("/modkeep-"))).toBe(
    isRecord(can) && can["cgroups"] === true,
  )
  await keeper.request("stop", { process: start.process, graceMs: 0 })
  for (const path of own.filter((each) => each.includes("/modkeep-"))) {
    for (const controller of ["memory", "pids", "cpu", ""]) {
      expect(existsSync(join("/sys/fs/cgroup", controller, path))).toBe(false)
    }
  }
})

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}

function groupsOf(pid: number): string[] {
  const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").trim().split("\n")
  return lines.map((line) => line.split(":").slice(2).join(":"))
}

test("a module that was stopped from outside goes on by itself and serves", async () => {
  keeper = new Keeper()
  await keeper.start()
  const start = await run(fine, { hungMs: 3_000 })
  process.kill(start.pid, "SIGSTOP")
  await expect.poll(() => stateOf(start.pid)).toBe("T")
  await expect.poll(() => stateOf(start.pid), { timeout: 10_000 }).not.toBe("T")
  expect(await show(start)).toBe("fine")
})

test("a module that answers nothing any more is ended with the reason", async () => {
  keeper = new Keeper()
  await keeper.start()
  const start = await run(hanging, { hungMs: 1_500 })
  await begin(start)
  expect(await keeper.event("exited")).toMatchObject({
    process: start.process,
    reason: "hung",
    message: expect.stringMatching(/^It answered nothing for \d s$/u),
  })
})

test("a module that only works hard is not taken for one that hangs", async () => {
  keeper = new Keeper()
  await keeper.start()
  const start = await run(busy, { hungMs: 1_500 })
  expect(await show(start)).toBe("turning")
  await usedMs(start, (await usedMs(start, 0)) + 4_000)
  expect(await show(start)).toBe("turning")
})
