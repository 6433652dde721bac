// Makes somebody an operator, or no longer one.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findPerson } from "../find.ts"
import { Stop } from "../stop.ts"

export async function updatePerson(call: Call): Promise<ExitCode> {
  const choice = call.text("operator")
  if (choice === undefined)
    throw new Stop(exitCode.wrongUse, "use.operator", "Say what changes: --operator yes or no")
  const client = await connect(call)
  const id = await findPerson(client, call.operand(0))
  const { data } = await client.call("people.update", {
    params: { id },
    body: { isOperator: choice === "yes" },
  })
  if (call.wantsJson) call.terminal.json(data)
  else call.terminal.say(`${data.name} is ${data.isOperator ? "an operator" : "no operator"} now`)
  return exitCode.done
}
