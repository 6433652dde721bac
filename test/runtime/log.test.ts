// What a module prints: kept, masked and told by the keeper, whatever and however much it is.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { beforeAll, expect, test } from "vitest"

import { openSession } from "../support/streamlit-client.ts"
import {
  streamlitEnvironment,
  type StreamlitEnvironment,
} from "../support/streamlit-environments.ts"
import { documentOf } from "./keeper.ts"
import { newKeeper } from "./new-keeper.ts"
import { runApp } from "./run-app.ts"
import { show } from "./show.ts"

let environment: StreamlitEnvironment

beforeAll(async () => {
  environment = await streamlitEnvironment("1.40.2")
})

const canary = "canary_7f3a/9+b2 ü"

test("a value is masked in every form, in whole lines and over flushes", async () => {
  const keeper = await newKeeper()
  const app = `
import base64, json, sys, time, urllib.parse
import streamlit as st
value = st.secrets["VALUE"]
print("plain", value, "twice", value)
print(repr({"v": value}), json.dumps(value), urllib.parse.quote(value), urllib.parse.urlencode({"v": value}))
print(value.encode().hex(), *(base64.b64encode(b"x" * n + value.encode() + b"tail").decode() for n in range(3)))
print(st.secrets["KEY"])
sys.stderr.write("half " + value[:9])
sys.stderr.flush()
time.sleep(2.2)
sys.stderr.write(value[9:] + " end\\n")
raise RuntimeError("with " + value)
`
  const pem = "-----BEGIN KEY-----\nMIIBVgIBADANBgkqhkiG\n-----END KEY-----"
  const start = await runApp(keeper, environment, app, {
    document: documentOf(1, { VALUE: canary, KEY: pem }),
    redact: [canary, pem],
  })
  const session = await openSession({ socketPath: join(start.folder, "app.sock") })
  await session.run()
  await session.close()
  await keeper.request("stop", { process: start.process, graceMs: 1000 })
  const text = await keeper.output(start.process)
  for (const form of [
    canary,
    "canary_7f3a",
    "7f3a%2F9",
    Buffer.from(canary).toString("hex"),
    "MIIBVg",
    "half ca",
  ]) {
    expect(text).not.toContain(form)
  }
  for (const n of [0, 1, 2]) {
    const coded = Buffer.from(`${"x".repeat(n)}${canary}`).toString("base64")
    expect(text).not.toContain(coded.slice(4, -4))
  }
  expect(text).toContain("plain *** twice ***")
  expect(text).toContain("half ")
  expect(text).toContain("RuntimeError: with ***")
  const told = keeper.events.filter((each) => each["event"] === "log")
  expect(JSON.stringify(told)).not.toContain("canary_7f3a")
  expect(readFileSync(join(keeper.folder, "keeper/keeper.log"), "utf8")).not.toContain("canary")
})

test("a long line is cut with a mark, invalid UTF-8 is replaced, a flood is bounded and answers on", async () => {
  const keeper = await newKeeper()
  const app = `
import sys
import streamlit as st
print("a" * 20000 + "tail")
sys.stdout.buffer.write(b"bad \\xff byte\\n")
sys.stdout.flush()
for n in range(60000):
    print("line", n, "x" * 60)
st.text("done")
`
  const start = await runApp(keeper, environment, app)
  const first = keeper.event("log", (each) => each["cut"] === true)
  expect(await show(start)).toBe("done")
  expect(String((await first)["text"])).toHaveLength(16_384)
  const bad = await keeper.event("log", (each) => String(each["text"]).startsWith("bad"))
  expect(bad["text"]).toBe("bad \ufffd byte")
  let after: unknown = 0
  let last = ""
  while (!last.startsWith("line 59999")) {
    const answer = await keeper.request("logs", { process: start.process, after })
    const lines: unknown = answer["lines"]
    expect(Array.isArray(lines) && lines.length <= 1000).toBe(true)
    after = answer["next"]
    if (Array.isArray(lines) && lines.length > 0) last = String(lines.at(-1).text)
  }
  const oldest = await keeper.request("logs", {
    install: start["install"],
    after: 0,
    linesMax: 1,
  })
  expect(oldest).toMatchObject({ dropped: true })
})

test("short lines without end are taken at the pace of 8,192 a second, and their writer waits", async () => {
  const keeper = await newKeeper()
  const flood = `
import sys
import streamlit as st
while True:
    sys.stdout.write("\\n" * 1000)
`
  const start = await runApp(keeper, environment, flood)
  const begun = performance.now()
  const session = await openSession({ socketPath: join(start.folder, "app.sock") })
  session.request({ query: "" })
  await keeper.event("log", (each) => Number(each["sequence"]) > 40_000)
  const seconds = (performance.now() - begun) / 1_000
  // A second's worth comes at once, and a piece may be over it. A busy machine only takes longer.
  expect(seconds).toBeGreaterThan((40_000 - 4_096) / 8_192 - 1)
  await session.close()
})

test("a server that does not read gets no flood, and is told what it missed", async () => {
  const keeper = await newKeeper()
  const app = `
import streamlit as st
for n in range(60000):
    print("line", n, "x" * 200)
st.text("done")
`
  const start = await runApp(keeper, environment, app)
  keeper.pause()
  expect(await show(start)).toBe("done")
  await wait(1500)
  keeper.resume()
  const skipped = await keeper.event("logs_skipped", (each) => each["process"] === start.process)
  const answer = await keeper.request("logs", {
    process: start.process,
    after: skipped["sequence"],
  })
  expect(Array.isArray(answer["lines"]) && answer["lines"].length > 0).toBe(true)
})
