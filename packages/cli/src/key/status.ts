// Shows the root key's state.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { printFields } from "../table.ts"

export async function showKey(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const { data } = await client.call("keys.get", {})
  if (call.wantsJson) {
    call.terminal.json(data)
    return exitCode.done
  }
  printFields(call.terminal, [
    ["term", data.term],
    ["kept in", data.place],
    ["made", data.createdAt],
    ["copy", data.recoveryAcknowledgedAt ?? "not put away yet: modkeep key export --acknowledge"],
  ])
  return exitCode.done
}
