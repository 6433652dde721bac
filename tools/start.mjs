// `npm start`: brings what is missing, then becomes `modkeep serve` on the project's own Node 24. All arguments go to it.
//
// Plain JavaScript for any Node ≥ 18. A second start brings nothing and asks no network.
import { spawn } from "node:child_process"
import { join } from "node:path"
import { buildConsole } from "./console.mjs"
import { checkMachine, machinePassed, rememberMachine } from "./machine.mjs"
import { bringPackages } from "./packages.mjs"
import { projectNode, root } from "./project-node.mjs"
import { fail, line, step } from "./report.mjs"

async function start(args) {
  process.stderr.write("Modkeep\n")
  const isFirst = !machinePassed()
  if (isFirst) await step("machine", checkMachine)
  await step("packages", async () => {
    const onInstall = () => line("packages", "installing what package-lock.json names, once …")
    return (await bringPackages({ dev: false, onInstall })) ?? "all there"
  })
  await step("console", buildConsole)
  if (isFirst) rememberMachine()
  line("server", ["modkeep serve", ...args].join(" "))
  become(projectNode(), [join(root, "packages/cli/bin/modkeep.mjs"), "serve", ...args])
}

function become(node, args) {
  // The working folder stays the caller's: relative settings such as --data mean what they mean to that person.
  const cache = join(root, "node_modules", ".cache", "modkeep", "compiled")
  const env = { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? cache }
  if (typeof process.execve === "function") process.execve(node, [node, ...args], env)
  const child = spawn(node, args, { stdio: "inherit", env })
  // A terminal sends Ctrl-C to the server itself: sent on, it would count twice.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"))
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
  child.on("error", fail)
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (signal === "SIGKILL" ? 9 : 15)
  })
}

await start(process.argv.slice(2)).catch(fail)
