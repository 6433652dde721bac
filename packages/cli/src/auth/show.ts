// Where the fields of an install's authentication come from, and what keeps them from being complete.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findInstall } from "../find.ts"
import { printTable } from "../table.ts"

export async function showAuth(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findInstall(client, call.operand(0))
  const { data } = await client.call("installs.auth", { params: { id } })
  if (call.wantsJson) call.terminal.json(data)
  else {
    printTable(call.terminal, data.fields, [
      { title: "FIELD", of: (field) => field.name },
      { title: "FROM", of: (field) => field.origin },
      { title: "ENVIRONMENT", of: (field) => field.environment },
      { title: "QUERY", of: (field) => field.query },
    ])
    for (const problem of data.problems) call.terminal.say(problem)
    if (data.profile === null) call.terminal.say("This module declares no sign-in fields")
  }
  return data.valid || data.profile === null ? exitCode.done : exitCode.failed
}
