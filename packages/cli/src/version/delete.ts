// Deletes a version. One that installs use is refused by the server, which names them.
import type { Call } from "../call.ts"
import { confirmDeletion } from "../confirm-deletion.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findVersion } from "../find.ts"

export async function deleteVersion(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findVersion(client, call.operand(0))
  await confirmDeletion(call, `Delete version "${call.operand(0)}" and its secrets?`)
  await client.call("versions.delete", { params: { id } })
  call.terminal.say(`Deleted ${id}`)
  return exitCode.done
}
