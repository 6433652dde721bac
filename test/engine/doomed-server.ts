// Started by the tests as a server that is killed: runs one module on a local engine, tells what it started, and waits.
import { newId } from "../../packages/server/src/base/ids.ts"
import { Sealed } from "../../packages/server/src/base/sealed.ts"
import { openLocalEngine } from "./local-stage.ts"

const [dataFolder, tree, python, environmentPath, basePrefix, userId] = process.argv.slice(2)
if (dataFolder === undefined || tree === undefined || python === undefined) throw new Error("usage")

const engine = await openLocalEngine(dataFolder)
const order = {
  process: newId("prc"),
  serial: 1,
  spec: {
    install: newId("ins"),
    fingerprint: "f1",
    environment: {
      id: "e1",
      path: environmentPath ?? "",
      python,
      reach: [basePrefix ?? ""],
    },
    source: { tree, directory: "", entrypoint: "app.py" },
    userId: Number(userId),
    limits: {},
    settings: {
      cookieSecret: new Sealed("c"),
      origin: "http://module.localhost:8700",
      showNavigation: false,
    },
    launchQuery: {},
    auth: undefined,
    document: {
      revision: { version: 1, install: 0 },
      content: new Sealed({ text: 'NAME = "first"\n', environment: { NAME: "first" }, redact: [] }),
    },
  },
}
engine.subscribe((event) => {
  if (event.kind === "ready") console.log("ready")
})
const { process: id, address, pid } = await engine.start(order)
console.log(JSON.stringify({ id, install: order.spec.install, address, pid }))
