// Removes an install with its process, files and secrets.
import type { Call } from "../call.ts"
import { confirmDeletion } from "../confirm-deletion.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findInstall } from "../find.ts"

export async function deleteInstall(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findInstall(client, call.operand(0))
  await confirmDeletion(call, `Delete install "${call.operand(0)}", its files and its secrets?`)
  await client.call("installs.delete", { params: { id } })
  call.terminal.say(`Deleted ${id}`)
  return exitCode.done
}
