// Removes somebody.
import type { Call } from "../call.ts"
import { confirmDeletion } from "../confirm-deletion.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findPerson } from "../find.ts"

export async function removePerson(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findPerson(client, call.operand(0))
  await confirmDeletion(call, "Remove this person? What they alone own becomes yours.")
  await client.call("people.delete", { params: { id } })
  call.terminal.say("Removed: every way in is closed")
  return exitCode.done
}
