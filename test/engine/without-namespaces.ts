// Started by a test as an ordinary user of a machine that gives no user namespaces: what a start says, and what it does when told to.
import { newId } from "../../packages/server/src/base/ids.ts"
import { EngineScene } from "../../packages/server/src/engine/contract.suite.ts"
import { localStage, visit } from "./local-stage.ts"

const app = 'import streamlit as st\nst.text(st.secrets["NAME"])\n'

const strict = new EngineScene(await localStage("1.40.2"))
const spec = await strict.spec({ "app.py": app }, { NAME: "value-of-user" })
const refused = await strict.stage.engine
  .start({ process: newId("prc"), spec, serial: 1 })
  .catch((error: unknown) => error)
await strict.close()

const scene = new EngineScene(await localStage("1.40.2", { isolation: "best-effort" }))
const { process: id, address } = await scene.start(
  await scene.spec({ "app.py": app }, { NAME: "value-of-user" }),
)
const session = await visit(address)
const shown = (await session.run())[0]
await session.close()
await scene.stage.engine.stop(id, 2_000)
const { missing } = scene.stage.engine.health()
await scene.close()
const told =
  refused instanceof Error && "code" in refused && "public" in refused ? refused : undefined
console.log(JSON.stringify({ code: told?.code, refused: told?.public, shown, missing }))
