import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { openSession, type StreamlitSession } from "../support/streamlit-client.ts"
import { streamlitEnvironment, streamlitReleases } from "../support/streamlit-environments.ts"
import { documentOf, Keeper, startOf, type Document } from "./keeper.ts"

const app = `
import os
FIRST = {name: value for name, value in os.environ.items() if name.startswith("T_")}
import json, time
import streamlit as st

def plain(value):
    return {key: plain(value[key]) for key in value} if hasattr(value, "keys") else value

query = st.query_params.to_dict() if hasattr(st, "query_params") else {k: v[-1] for k, v in st.experimental_get_query_params().items()}
before = plain(st.secrets)
time.sleep(float(query.get("sleep", "0")))
st.text(json.dumps({
    "first": FIRST,
    "environ": {name: value for name, value in os.environ.items() if name.startswith("T_")},
    "before": before,
    "secrets": plain(st.secrets),
    "attribute": getattr(st.secrets, "T_TEXT", None),
}))
for line in range(int(query.get("lines", "0"))):
    st.text(line)
`

const first: Document = {
  text: 'T_TEXT = "one"\nT_NUMBER = 5\nT_FLAG = true\nHOME_OF_TEST = "kept"\n[section]\nkey = "deep one"\n',
  environment: { T_TEXT: "one", T_NUMBER: "5", HOME_OF_TEST: "kept", T_INHERITED: "ours" },
  revision: { version: 1, install: 1 },
  serial: 1,
}
const second: Document = {
  text: 'T_TEXT = "two"\n[section]\nkey = "deep two"\n',
  environment: { T_TEXT: "two" },
  revision: { version: 1, install: 2 },
  serial: 2,
}

interface Seen {
  readonly first: Record<string, string>
  readonly environ: Record<string, string>
  readonly before: Record<string, unknown>
  readonly secrets: Record<string, unknown>
  readonly attribute: string
}

function seen(run: { texts: readonly string[] }): Seen {
  return JSON.parse(run.texts[0] ?? "null")
}

describe.each(streamlitReleases)("Streamlit %s", (release) => {
  const keeper = new Keeper()
  let start: ReturnType<typeof startOf>

  beforeAll(async () => {
    await keeper.start()
    const files = {
      "app.py": app,
      ".streamlit/secrets.toml": 'T_TEXT = "from the repository"\nT_LEAK = "repository"\n',
      ".streamlit/config.toml":
        "[server]\nmaxUploadSize = 33\n[browser]\ngatherUsageStats = true\n",
    }
    start = startOf(keeper, await streamlitEnvironment(release), files, {
      document: first,
      environment: { T_INHERITED: "theirs" },
    })
    await keeper.request("start", start)
    await keeper.ready(start.process)
  })
  afterAll(async () => keeper.quit())

  const session = async (query = "") =>
    openSession({ socketPath: join(start.folder, "app.sock"), query })

  test("values are there before the module's first line, and the repository's own file does not win", async () => {
    const open = await session()
    const run = seen(await open.run())
    expect(run.first).toEqual({ T_TEXT: "one", T_NUMBER: "5", T_INHERITED: "ours" })
    expect(run.secrets).toEqual({
      T_TEXT: "one",
      T_NUMBER: 5,
      T_FLAG: true,
      HOME_OF_TEST: "kept",
      section: { key: "deep one" },
    })
    await open.close()
  })

  test("no value is in the environment block or the arguments of the process", async () => {
    const { processes } = await keeper.request("list")
    const pid = Array.isArray(processes) ? Number(processes[0].pid) : 0
    const block = readFileSync(`/proc/${pid}/environ`, "utf8")
    expect(block).not.toContain("T_TEXT")
    expect(block).not.toContain("HOME_OF_TEST")
    expect(readFileSync(`/proc/${pid}/cmdline`, "utf8")).not.toContain("one")
    expect(block).toContain(`HOME=${start.home}`)
  })

  test("the document lies in a private folder, readable by its own user only", () => {
    const file = statSync(join(start.folder, "secrets/secrets.toml"))
    expect(file.mode & 0o777).toBe(0o400)
    expect(statSync(join(start.folder, "secrets")).mode & 0o777).toBe(0o700)
    expect(statSync(join(start.folder, "app.sock")).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(start.root, ".streamlit/secrets.toml"), "utf8")).toBe(first.text)
    expect(file.uid).toBe(start.user?.uid ?? process.getuid?.())
  })

  test("a delivery changes, removes and restores values in an open session, which sees no notice and no run", async () => {
    const open = await session()
    await open.run()
    const told = await keeper.request("deliver", { process: start.process, document: second })
    expect(told).toMatchObject({
      revision: second.revision,
      serial: 2,
      via: "direct",
      sessions: 1,
      rerun: null,
    })
    await expect(open.nextRun(600)).rejects.toThrow("No run ended")
    expect(open.notices).toBe(0)
    const run = seen(await open.run())
    expect(run.environ).toEqual({ T_TEXT: "two", T_INHERITED: "theirs" })
    expect(run.secrets).toEqual({ T_TEXT: "two", section: { key: "deep two" } })
    expect(run.attribute).toBe("two")
    expect(open.isOpen).toBe(true)
    expect(readFileSync(join(start.folder, "secrets/secrets.toml"), "utf8")).toBe(second.text)
    await open.close()
  })

  test("an older serial is never applied; the answer tells what is held", async () => {
    const told = await keeper.request("deliver", { process: start.process, document: first })
    expect(told).toMatchObject({ serial: 2, revision: second.revision, via: "held" })
  })

  test("a text that does not parse changes nothing", async () => {
    const broken = { ...documentOf(3, {}), text: "T_TEXT = \n" }
    await expect(
      keeper.request("deliver", { process: start.process, document: broken }),
    ).rejects.toMatchObject({ code: "refused" })
    const open = await session()
    expect(seen(await open.run()).secrets).toEqual({ T_TEXT: "two", section: { key: "deep two" } })
    expect(readFileSync(join(start.folder, "secrets/secrets.toml"), "utf8")).toBe(second.text)
    await open.close()
  })

  test("with rerun, idle sessions run at once; a running one keeps its document to the end", async () => {
    const idle = await session()
    await idle.run()
    const busy = await session("sleep=0.8")
    const slow = busy.run()
    await wait(300)
    const document = documentOf(4, { T_TEXT: "four" })
    const told = await keeper.request("deliver", { process: start.process, document, rerun: true })
    expect(told["rerun"]).toEqual({ idle: 1, busy: 1, new: 0 })
    expect(seen(await idle.nextRun()).secrets).toEqual({ T_TEXT: "four" })
    const pinned = seen(await slow)
    expect(pinned.before).toEqual({ T_TEXT: "two", section: { key: "deep two" } })
    expect(pinned.secrets).toEqual(pinned.before)
    expect(pinned.environ["T_TEXT"]).toBe("four")
    expect(seen(await busy.run("")).secrets).toEqual({ T_TEXT: "four" })
    await Promise.all([idle.close(), busy.close()])
  })

  test("twelve sessions rerun, four at a time, and none is dropped", async () => {
    const all = await Promise.all(Array.from({ length: 12 }, async () => session()))
    await Promise.all(all.map(async (each) => each.run()))
    const document = documentOf(5, { T_TEXT: "five" })
    const told = await keeper.request("deliver", { process: start.process, document, rerun: true })
    expect(told).toMatchObject({ sessions: 12, rerun: { idle: 12, busy: 0, new: 0 } })
    const runs = await Promise.all(all.map(async (each) => each.nextRun()))
    expect(runs.map((run) => seen(run).secrets["T_TEXT"])).toEqual(Array(12).fill("five"))
    expect(all.every((each) => each.isOpen)).toBe(true)
    await Promise.all(all.map(async (each) => each.close()))
  })

  test("visitors who leave in the middle of their rerun do not hold up those who stay", async () => {
    const leaving: StreamlitSession[] = []
    const staying: StreamlitSession[] = []
    for (let number = 0; number < 4; number++) leaving.push(await session("lines=3000"))
    for (let number = 0; number < 4; number++) staying.push(await session())
    await Promise.all([...leaving, ...staying].map(async (each) => each.run()))
    const document = documentOf(6, { T_TEXT: "six" })
    const told = await keeper.request("deliver", { process: start.process, document, rerun: true })
    expect(told["rerun"]).toEqual({ idle: 8, busy: 0, new: 0 })
    const shown = Promise.all(staying.map(async (each) => each.nextRun()))
    await wait(50)
    await Promise.all(leaving.map(async (each) => each.close()))
    expect((await shown).map((run) => seen(run).secrets["T_TEXT"])).toEqual(Array(4).fill("six"))
    await Promise.all(staying.map(async (each) => each.close()))
  })

  test("sessions are told as they come and go", async () => {
    const open = await session()
    await open.run()
    const count = (wanted: number) =>
      keeper.event("sessions", (e) => e["process"] === start.process && e["count"] === wanted)
    expect(await count(1)).toMatchObject({ count: 1 })
    await open.close()
    expect(await count(0)).toMatchObject({ count: 0 })
  })

  test("fifty deliveries in a row are applied in order", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, step) =>
        keeper.request("deliver", {
          process: start.process,
          document: documentOf(100 + step, { T_TEXT: `step ${step}` }),
        }),
      ),
    )
    expect(answers.map((each) => each["serial"])).toEqual(answers.map((_, step) => 100 + step))
    const open = await session()
    expect(seen(await open.run()).secrets).toEqual({ T_TEXT: "step 49" })
    await open.close()
  })

  test("a stopped process is behind, and tells when it has caught up", async () => {
    const { processes } = await keeper.request("list")
    const pid = Array.isArray(processes) ? Number(processes[0].pid) : 0
    process.kill(pid, "SIGSTOP")
    const document = documentOf(200, { T_TEXT: "late" })
    await expect(
      keeper.request("deliver", { process: start.process, document }),
    ).rejects.toMatchObject({ code: "behind" })
    process.kill(pid, "SIGCONT")
    const event = await keeper.event("acknowledged", (each) => each["serial"] === 200)
    expect(event["late"]).toBe(true)
  })

  test("a delivery during the start is in place before the first run", async () => {
    const early = startOf(
      keeper,
      await streamlitEnvironment(release),
      { "app.py": app },
      { document: first },
    )
    // Not one after the other: a forked process would serve before the second is sent.
    const [, told] = await Promise.all([
      keeper.request("start", early),
      keeper.request("deliver", { process: early.process, document: second, rerun: true }),
    ])
    expect(told).toMatchObject({ serial: 2, via: "start" })
    await keeper.ready(early.process)
    const open = await openSession({ socketPath: join(early.folder, "app.sock") })
    const run = seen(await open.run())
    expect(run.first).toEqual({ T_TEXT: "two" })
    expect(run.secrets).toEqual({ T_TEXT: "two", section: { key: "deep two" } })
    await open.close()
    const { exit } = await keeper.request("stop", { process: early.process, graceMs: 5000 })
    expect(exit).toMatchObject({ code: 0, reason: "stopped" })
  })
})
