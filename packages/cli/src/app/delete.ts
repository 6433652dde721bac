// Deletes an app. One with installs is refused by the server, which names them.
import type { Call } from "../call.ts"
import { confirmDeletion } from "../confirm-deletion.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findApp } from "../find.ts"

export async function deleteApp(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findApp(client, call.operand(0))
  await confirmDeletion(call, `Delete app "${call.operand(0)}"?`)
  await client.call("apps.delete", { params: { id } })
  call.terminal.say(`Deleted ${id}`)
  return exitCode.done
}
