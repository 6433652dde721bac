// start, sleep, stop and restart: one request, and on wish the wait for its effect.
import { randomUUID } from "node:crypto"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findInstall } from "../find.ts"
import { awaitRunning, sayState } from "./await-running.ts"

export async function steerInstall(
  call: Call,
  verb: "start" | "sleep" | "stop" | "restart",
): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findInstall(client, call.operand(0))
  const { data } = await client.call(`installs.${verb}`, {
    params: { id },
    idempotencyKey: randomUUID(),
  })
  const install = call.has("wait") ? await awaitRunning(client, id) : data
  if (call.wantsJson) call.terminal.json(install)
  const wanted = { start: "running", sleep: "asleep", stop: "off", restart: "running" } as const
  if (call.has("wait") || install.state === "failed") return sayState(call.terminal, install)
  const state = install.state === wanted[verb] && verb !== "restart" ? "is" : "will be"
  call.terminal.say(`${install.name} ${state} ${wanted[verb]}`)
  return exitCode.done
}
