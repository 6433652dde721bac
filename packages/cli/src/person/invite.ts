// Invites somebody. The link goes to stdout alone, so that it can be piped on.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"

export async function invitePerson(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const { data } = await client.call("people.create", { body: { name: call.operand(0) } })
  if (call.wantsJson) call.terminal.json(data)
  else {
    call.terminal.say(`${data.id}: give ${data.name} this link. It works once, within an hour`)
    call.terminal.print(`${data.signInLink}\n`)
  }
  return exitCode.done
}
