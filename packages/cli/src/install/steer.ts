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
  const { terminal } = call
  const client = await connect(call)
  const id = await findInstall(client, call.operand(0))
  const params = { id }
  const isAwaited = call.has("wait")
  const before =
    isAwaited && verb === "restart"
      ? (await client.call("installs.get", { params })).data
      : undefined
  const { data } = await client.call(`installs.${verb}`, { params, idempotencyKey: randomUUID() })
  const wait = before === undefined ? { id } : { id, before }
  const install = isAwaited ? await awaitRunning(client, wait) : data
  if (call.wantsJson) terminal.json(install)
  if (isAwaited || install.state === "failed")
    return sayState(terminal, install, { verb: verb === "restart" ? "restart" : "start" })
  const wanted = { start: "running", sleep: "asleep", stop: "off", restart: "running" } as const
  const state = install.state === wanted[verb] && verb !== "restart" ? "is" : "will be"
  terminal.say(`${install.name} ${state} ${wanted[verb]}`)
  return exitCode.done
}
