// Creates an app and prints its id.
import { randomUUID } from "node:crypto"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { withoutUndefined } from "../without-undefined.ts"

export async function createApp(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const body = withoutUndefined({ name: call.operand(0), owner: call.text("owner") })
  const { data } = await client.call("apps.create", { body, idempotencyKey: randomUUID() })
  if (call.wantsJson) call.terminal.json(data)
  else call.terminal.print(data.id)
  return exitCode.done
}
