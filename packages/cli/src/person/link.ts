// Makes a new sign-in link for somebody. It goes to stdout alone.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findPerson } from "../find.ts"

export async function linkPerson(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findPerson(client, call.operand(0))
  const { data } = await client.call("people.link", { params: { id } })
  if (call.wantsJson) call.terminal.json(data)
  else {
    call.terminal.say("This link works once, within an hour")
    call.terminal.print(`${data.signInLink}\n`)
  }
  return exitCode.done
}
