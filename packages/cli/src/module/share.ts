// Opens a module to another owner, and closes it again.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findModule } from "../find.ts"

export async function shareModule(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findModule(client, call.operand(0))
  const input = { params: { id }, body: { owner: call.operand(1) } }
  const route = call.has("remove") ? "modules.shares.remove" : "modules.shares.add"
  const { data } = await client.call(route, input)
  if (call.wantsJson) call.terminal.json(data)
  else
    call.terminal.say(
      data.shares.length === 0 ? "Shared with nobody now" : `Shared with ${data.shares.join(", ")}`,
    )
  return exitCode.done
}
