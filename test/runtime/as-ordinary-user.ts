// Started by give-up-root.py: a keeper and a module of an ordinary user.
import { join } from "node:path"

import { openSession } from "../support/streamlit-client.ts"
import { streamlitEnvironment } from "../support/streamlit-environments.ts"
import { documentOf, Keeper, startOf } from "./keeper.ts"

const environment = await streamlitEnvironment("1.40.2")
const keeper = new Keeper()
const hello = await keeper.start()
const app = 'import streamlit as st\nst.text(st.secrets["NAME"])\n'
const start = startOf(keeper, environment, { "app.py": app })
await keeper.request("start", start)
await keeper.ready(start.process)
const told = await keeper.request("deliver", {
  process: start.process,
  document: documentOf(2, { NAME: "value-of-user" }),
})
const session = await openSession({ socketPath: join(start.folder, "app.sock") })
const shown = (await session.run()).texts[0]
await session.close()
const { exit } = await keeper.request("stop", { process: start.process, graceMs: 5000 })
const can: unknown = hello["can"]
console.log(
  JSON.stringify({
    users: typeof can === "object" && can !== null && "users" in can ? can.users : undefined,
    missing: JSON.stringify(hello["missing"]),
    shown,
    via: told["via"],
    exit: typeof exit === "object" && exit !== null && "reason" in exit ? exit.reason : undefined,
  }),
)
await keeper.quit()
