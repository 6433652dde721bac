// Started by give-up-root.py: a keeper and a module of an ordinary user.
import { openSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { openSession } from "../support/streamlit-client.ts"
import { streamlitEnvironment } from "../support/streamlit-environments.ts"
import { isAlive } from "./is-alive.ts"
import { documentOf, Keeper, startOf } from "./keeper.ts"
import { outsideId } from "./outside-id.ts"

const environment = await streamlitEnvironment("1.40.2")
const keeper = new Keeper()
const hello = await keeper.start()
const app = `
import os, subprocess, sys
import streamlit as st
daemon = subprocess.run([sys.executable, "-c", """
import os, time
if os.fork(): os._exit(0)
os.setsid()
pid = os.fork()
if pid:
    print(pid, flush=True)
    os._exit(0)
os.closerange(0, 3)
time.sleep(1000)
"""], stdout=subprocess.PIPE, text=True).stdout
st.text(st.secrets["NAME"])
st.text(daemon)
`
const start = startOf(keeper, environment, { "app.py": app })
const { pid } = await keeper.request("start", start)
await keeper.ready(start.process)
const told = await keeper.request("deliver", {
  process: start.process,
  document: documentOf(2, { NAME: "value-of-user" }),
})
const session = await openSession({ socketPath: join(start.folder, "app.sock") })
const [shown, inside] = (await session.run()).texts
const daemon = outsideId(Number(pid), Number(inside))
const before = isAlive(daemon)
const environ = attempt(() => readFileSync(`/proc/${String(pid)}/environ`))
const memory = attempt(() => openSync(`/proc/${String(pid)}/mem`, "r"))
await session.close()
const { exit } = await keeper.request("stop", { process: start.process, graceMs: 5000 })
await keeper.prepare(environment)
const next = startOf(
  keeper,
  environment,
  { "app.py": app },
  { document: documentOf(1, { NAME: "forked" }) },
)
await keeper.request("start", next)
const { forked } = await keeper.ready(next.process)
const second = await openSession({ socketPath: join(next.folder, "app.sock") })
const shownThen = (await second.run()).texts[0]
await second.close()
const can: unknown = hello["can"]
console.log(
  JSON.stringify({
    users: typeof can === "object" && can !== null && "users" in can ? can.users : undefined,
    missing: JSON.stringify(hello["missing"]),
    shown,
    forked: forked === true ? shownThen : "executed",
    via: told["via"],
    environ,
    memory,
    daemon: [before, isAlive(daemon)],
    exit: typeof exit === "object" && exit !== null && "reason" in exit ? exit.reason : undefined,
  }),
)
await keeper.quit()

/** What a process of the same user finds. */
function attempt(act: () => unknown): string {
  try {
    act()
    return "read"
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "failed"
  }
}
