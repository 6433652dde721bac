// A module that is forked is the same as one that is executed, and one that cannot be forked is executed.
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs"
import { join, resolve } from "node:path"

import { expect, test } from "vitest"

import { openSession } from "../support/streamlit-client.ts"
import {
  streamlitEnvironment,
  type StreamlitRelease,
  streamlitReleases,
} from "../support/streamlit-environments.ts"
import { type Answer, documentOf, type Keeper, startOf } from "./keeper.ts"
import { newKeeper } from "./new-keeper.ts"

interface Wanted {
  readonly release?: StreamlitRelease
  readonly app?: string
  readonly values?: Readonly<Record<string, string>>
  readonly more?: Answer
}

/** Starts a module and runs its script once. */
async function run(keeper: Keeper, { release = "1.40.2", app = plain, values = {}, more }: Wanted) {
  const environment = await streamlitEnvironment(release)
  const files = { "app.py": app, ".streamlit/config.toml": '[theme]\nprimaryColor = "#000007"\n' }
  const start = startOf(keeper, environment, files, { document: documentOf(1, values), ...more })
  const { pid } = await keeper.request("start", start)
  const { forked } = await keeper.ready(start.process)
  const texts = await show(start, release)
  return { ...start, pid: Number(pid), forked, texts }
}

async function show(start: { folder: string }, release: StreamlitRelease = "1.40.2") {
  const session = await openSession({
    socketPath: join(start.folder, "app.sock"),
    sessionIdSecond: release === "1.23.1",
    timeoutMs: 60_000,
  })
  const { texts } = await session.run()
  await session.close()
  return texts
}

const plain = 'import streamlit as st\nst.text("shown")\n'
const surroundings = `
import json, locale, os, random, resource, signal, sys, tempfile, time
import streamlit as st
mask = os.umask(0)
before = os.umask(mask)
own = os.environ["HOME"], os.environ["TMPDIR"], os.environ["MODKEEP_PROCESS"], os.getcwd()
def plain(value):
    text = str(value)
    for place, name in sorted(zip(own, ("HOME", "TMPDIR", "PROCESS", "CWD")), key=lambda pair: -len(pair[0])):
        text = text.replace(place, name)
    return text
st.text(json.dumps({
    "environment": {name: plain(value) for name, value in sorted(os.environ.items())},
    "directory": plain(os.getcwd()), "umask": mask, "path": [plain(each) for each in sys.path],
    "flags": str(sys.flags), "arguments": [os.path.basename(each) for each in sys.argv[:1]],
    "signals": {name: str(signal.getsignal(getattr(signal, name))).split(" at ")[0] for name in ("SIGPIPE", "SIGCHLD", "SIGXFSZ")},
    "limits": [resource.getrlimit(getattr(resource, "RLIMIT_" + name)) for name in ("NOFILE", "CORE", "NPROC", "FSIZE", "MEMLOCK")],
    "locale": locale.setlocale(locale.LC_ALL), "zone": time.tzname, "temporary": plain(tempfile.gettempdir()),
    "theme": st.get_option("theme.primaryColor"), "session": os.getsid(0) == os.getpid(),
    "encoding": [sys.stdout.encoding, sys.stdout.line_buffering, sys.stdout.write_through],
    "expanded": plain(os.path.expanduser("~")),
}))
import numpy
st.text(repr((random.random(), numpy.random.random())))
`

test.each(streamlitReleases)(
  "Streamlit %s: what surrounds a module is the same either way",
  async (release) => {
    const keeper = await newKeeper()
    const more = { environment: { TZ: "Europe/Berlin" } }
    const wanted = { release, app: surroundings, values: { NAME: "value" }, more }
    const executed = await run(keeper, wanted)
    expect(executed.forked).toBe(false)
    await keeper.prepare(await streamlitEnvironment(release))
    const forked = [await run(keeper, wanted), await run(keeper, wanted)]
    expect(forked.map((one) => one.forked)).toEqual([true, true])
    for (const one of forked) {
      expect(JSON.parse(one.texts[0] ?? "")).toEqual(JSON.parse(executed.texts[0] ?? ""))
    }
    // Chance is each one's own.
    expect(new Set([executed, ...forked].map(({ texts }) => texts[1])).size).toBe(3)
  },
)

test("a module that sets a name that the imports have read is executed, and sees it read", async () => {
  const keeper = await newKeeper()
  await keeper.prepare(await streamlitEnvironment("1.40.2"))
  const app = `
import os, streamlit as st
st.text(os.environ["TORNADO_EXTENSION"])
`
  const module = await run(keeper, { app, values: { TORNADO_EXTENSION: "0" } })
  expect([module.forked, module.texts]).toEqual([false, ["0"]])
  const threads = await run(keeper, { values: { OMP_NUM_THREADS: "2" } })
  expect(threads.forked).toBe(false)
  expect((await run(keeper, { values: { OTHER: "2" } })).forked).toBe(true)
})

test("what a first run imported is there before the next one begins", async () => {
  const keeper = await newKeeper()
  const app = `
import sys
held = "pandas" in sys.modules
import pandas, streamlit as st
st.text(str(held))
`
  expect((await run(keeper, { app })).texts).toEqual(["False"])
  // It tells two seconds after its first run.
  await expect
    .poll(() => readFileSync(join(keeper.folder, "keeper/learned.json"), "utf8"), {
      timeout: 20_000,
    })
    .toContain('"pandas"')
  const next = async () => {
    const { forked, texts } = await run(keeper, { app })
    return [forked, texts]
  }
  await expect.poll(next, { timeout: 60_000, interval: 500 }).toEqual([true, ["True"]])
})

test("a pre-forked interpreter is killed: its modules live on, their end is still told, and the next start is executed", async () => {
  const keeper = await newKeeper()
  await keeper.prepare(await streamlitEnvironment("1.40.2"))
  const module = await run(keeper, {})
  expect(module.forked).toBe(true)
  process.kill(interpreterOf(keeper.pid), "SIGKILL")
  expect(await show(module)).toEqual(["shown"])
  const next = await run(keeper, {})
  expect(next.forked).toBe(false)
  process.kill(module.pid, "SIGTERM")
  const exited = await keeper.event("exited", (each) => each["process"] === module.process)
  expect(exited).toMatchObject({ code: 0, signal: null, reason: "exit" })
})

/** The pre-forked interpreter itself: its modules have its command line, and each other one is in a cell. */
function interpreterOf(keeper: number): number {
  const cell = (pid: string | number) =>
    readFileSync(`/proc/${pid}/status`, "utf8").match(/^NSpid:.*$/mu)?.[0]
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/u.test(each))) {
    try {
      const isChild = readFileSync(`/proc/${name}/status`, "utf8").includes(`\nPPid:\t${keeper}\n`)
      const words = readFileSync(`/proc/${name}/cmdline`, "utf8")
      const isOutside = cell(name)?.trim().split(/\s+/u).length === 2
      if (isChild && isOutside && words.includes("prefork_main.py")) return Number(name)
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error("There is no pre-forked interpreter")
}

test.runIf(process.getuid?.() === 0)(
  "the interpreter itself has no rights, no network, closed memory and nothing of any install",
  async () => {
    const keeper = await newKeeper()
    await keeper.prepare(await streamlitEnvironment("1.40.2"))
    const module = await run(keeper, { values: { NAME: "canary-of-an-install" } })
    const proc = `/proc/${interpreterOf(keeper.pid)}`
    const status = readFileSync(join(proc, "status"), "utf8")
    for (const line of [
      "NoNewPrivs:\t1",
      "CapEff:\t0000000000000000",
      "CapBnd:\t0000000000000000",
    ]) {
      expect(status).toContain(line)
    }
    // Memory that is closed belongs to root.
    expect(statSync(join(proc, "environ")).uid).toBe(0)
    expect(readlinkSync(join(proc, "ns/net"))).not.toBe(readlinkSync("/proc/self/ns/net"))
    expect(readFileSync(join(proc, "net/dev"), "utf8").trim().split("\n")).toHaveLength(3)
    for (const path of [module.home, module.folder, module.root, keeper.folder]) {
      expect(existsSync(join(proc, "root", path))).toBe(false)
    }
  },
)

test("a forked module that does not get ready is executed under the same name, with what was delivered meanwhile", async () => {
  const keeper = await newKeeper()
  const environment = await streamlitEnvironment("1.40.2")
  const stuck = resolve(import.meta.dirname, "stuck")
  const more = {
    runtime: stuck,
    reach: [
      environment.basePrefix,
      environment.folder,
      resolve(import.meta.dirname, "../../python"),
    ],
    document: documentOf(1, { NAME: "first" }),
  }
  const fields = {
    environmentId: "stuck",
    python: environment.python,
    runtime: stuck,
    reach: more.reach,
  }
  expect(await keeper.request("prepare", fields)).toMatchObject({ ready: true })
  const app = 'import streamlit as st\nst.text(st.secrets["NAME"])\n'
  const start = startOf(keeper, environment, { "app.py": app }, more)
  const started = keeper.request("start", start)
  const delivered = keeper.request("deliver", {
    process: start.process,
    document: documentOf(2, { NAME: "second" }),
  })
  const { pid } = await started
  const ready = await keeper.ready(start.process)
  expect(ready["forked"]).toBe(false)
  expect(ready["pid"]).not.toBe(pid)
  expect(await delivered).toMatchObject({ serial: 2 })
  expect(await show(start)).toEqual(["second"])
  expect(await keeper.output(start.process)).toContain("forked, and of no use")
})
