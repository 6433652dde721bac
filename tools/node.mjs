// Runs a script on the project's own Node 24, whatever Node started this file: `node tools/node.mjs [flags] script args`.
import { spawn } from "node:child_process"
import { projectNode } from "./project-node.mjs"

const child = spawn(projectNode(), process.argv.slice(2), { stdio: "inherit" })
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1)
})
