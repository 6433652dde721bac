// Deletes a module. One that installs use is refused by the server, which names them.
import type { Call } from "../call.ts"
import { confirmDeletion } from "../confirm-deletion.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findModule } from "../find.ts"

export async function deleteModule(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findModule(client, call.operand(0))
  await confirmDeletion(
    call,
    `Delete module "${call.operand(0)}" with all its versions and their secrets?`,
  )
  await client.call("modules.delete", { params: { id } })
  call.terminal.say(`Deleted ${id}`)
  return exitCode.done
}
