import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { clarifai } from "@modkeep/contract/auth/resolve-auth"
import { openSession } from "../support/streamlit-client.ts"
import { streamlitEnvironment, streamlitReleases } from "../support/streamlit-environments.ts"
import { documentOf, Keeper, startOf, type Answer } from "./keeper.ts"

/** Four threads of one run, and a counter that the whole process shares, read while deliveries come in. */
const readers = `
import threading, time
import streamlit as st

def read(problems, until):
    while time.monotonic() < until:
        try:
            if "|".join(st.secrets[name] for name in ("A", "B", "C")) not in {f"{n}|{n}|{n}" for n in [st.secrets["A"]]}:
                problems.append("mixed")
            copy = dict(st.secrets)
            if len(set(copy.values())) != 1 or len(copy) != 3:
                problems.append("mixed copy")
        except Exception as error:
            problems.append(type(error).__name__)

problems, until = [], time.monotonic() + 2
threads = [threading.Thread(target=read, args=(problems, until)) for _ in range(4)]
try:
    from streamlit.runtime.scriptrunner import add_script_run_ctx
except ImportError:
    from streamlit.scriptrunner import add_script_run_ctx
for thread in threads:
    add_script_run_ctx(thread)
    thread.start()
for thread in threads:
    thread.join()
st.text(f"{len(problems)} {sorted(set(problems))}")
`

const pool = `
import multiprocessing, os
import streamlit as st

with multiprocessing.get_context("fork").Pool(2) as workers:
    st.text(str(workers.map(len, ["a", "bb"])))
    st.text(str(sorted(set(workers.map(os.readlink, ["/proc/self/fd/3", "/proc/self/fd/4"])))))
`

describe.each(streamlitReleases)("Streamlit %s", (release) => {
  const keeper = new Keeper()
  beforeAll(async () => keeper.start())
  afterAll(async () => keeper.quit())

  const run = async (files: Record<string, string>, more: Answer = {}) => {
    const start = startOf(keeper, await streamlitEnvironment(release), files, more)
    await keeper.request("start", start)
    await keeper.ready(start.process)
    return start
  }
  const open = async (start: { folder: string }, query = "", sessionId?: string) =>
    openSession({
      socketPath: join(start.folder, "app.sock"),
      query,
      ...(sessionId === undefined ? {} : { sessionId, sessionIdSecond: release === "1.23.1" }),
    })

  test("a run sees one document from start to end, in all its threads, under steady deliveries", async () => {
    const values = (n: number) => ({ A: `v${n}`, B: `v${n}`, C: `v${n}` })
    const start = await run({ "app.py": readers }, { document: documentOf(1, values(1)) })
    const session = await open(start)
    const reading = session.run()
    const ended = reading.then(() => true)
    let serial = 1
    do {
      serial += 1
      await keeper.request("deliver", {
        process: start.process,
        document: documentOf(serial, values(serial)),
      })
    } while (!(await Promise.race([ended, wait(5, false)])))
    expect((await reading).texts).toEqual(["0 []"])
    expect(serial).toBeGreaterThan(4)
    await session.close()
  })

  test("worker processes that a module forks end", async () => {
    const start = await run({ "app.py": pool })
    const session = await open(start)
    for (let each = 0; each < 25; each++) {
      expect((await session.run()).texts).toEqual(["[1, 2]", "['/dev/null']"])
    }
    await session.close()
  })

  test("a session that lost its connection is found again, with the values of meanwhile", async () => {
    const app = `
import streamlit as st
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.text(f"{st.session_state['runs']} {st.secrets['A']}")
`
    const start = await run({ "app.py": app }, { document: documentOf(1, { A: "one" }) })
    const first = await open(start)
    expect((await first.run()).texts).toEqual(["1 one"])
    await first.drop()
    await wait(200)
    await keeper.request("deliver", {
      process: start.process,
      document: documentOf(2, { A: "two" }),
    })
    const again = await open(start, "", first.sessionId)
    expect((await again.run()).texts).toEqual(["2 two"])
    expect(again.sessionId).toBe(first.sessionId)
    await again.close()
  })

  test.skipIf(release === "1.23.1")(
    "a visitor's credential survives page changes of st.navigation too",
    async () => {
      const page = `
import streamlit as st
st.text("NAME " + str(sorted(st.query_params.to_dict().items())))
`
      const app = `
import streamlit as st
st.navigation([st.Page("one.py"), st.Page("two.py")]).run()
`
      const files = {
        "app.py": app,
        "one.py": page.replace("NAME", "one"),
        "two.py": page.replace("NAME", "two"),
      }
      const query = { launch: { user_id: "owner" }, install: "ins_1" }
      const start = await run(files, { auth: clarifai, query })
      const session = await open(start, "pat=mine&q=1")
      const fields = "('imv_id', 'ins_1'), ('pat', 'mine')"
      expect((await session.run()).texts).toEqual([
        `one [${fields}, ('q', '1'), ('user_id', 'owner')]`,
      ])
      const second = session.pages[1]?.hash ?? ""
      const seen = await session.openPage(second)
      expect(seen.texts).toEqual([`two [${fields}, ('user_id', 'owner')]`])
      expect((await session.run()).texts).toEqual(seen.texts)
      await session.close()
    },
  )
})
