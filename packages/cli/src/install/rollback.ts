// Goes back to the last version and revisions that ran together.
import { randomUUID } from "node:crypto"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import type { ExitCode } from "../exit-code.ts"
import { findInstall } from "../find.ts"
import { awaitRunning, sayState } from "./await-running.ts"

export async function rollbackInstall(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findInstall(client, call.operand(0))
  const { data } = await client.call("installs.rollback", {
    params: { id },
    idempotencyKey: randomUUID(),
  })
  const install = call.has("wait") ? await awaitRunning(client, id) : data
  if (call.wantsJson) call.terminal.json(install)
  else call.terminal.say(`Back to version ${data.version}`)
  return sayState(call.terminal, install)
}
