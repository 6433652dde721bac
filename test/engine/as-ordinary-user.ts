// Started by a test as an ordinary user: one module on a local engine, from start to end.
import { EngineScene } from "../../packages/server/src/engine/contract.suite.ts"
import { localStage, visit } from "./local-stage.ts"

const showing = 'import os, streamlit as st\nst.text(st.secrets["NAME"] + " %d" % os.getuid())\n'

const stage = await localStage("1.40.2")
const scene = new EngineScene(stage)
const { process: id, address } = await scene.start(
  await scene.spec({ "app.py": showing }, { NAME: "value-of-user" }),
)
const session = await visit(address)
const shown = (await session.run())[0]
await session.close()
await stage.engine.stop(id, 2_000)
const { missing } = stage.engine.health()
await scene.close()
console.log(JSON.stringify({ shown, missing, memory: address.kind === "unix" ? address.path : "" }))
