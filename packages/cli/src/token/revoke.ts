// Revokes a token.
import type { Call } from "../call.ts"
import { confirmDeletion } from "../confirm-deletion.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"

export async function revokeToken(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = call.operand(0)
  await confirmDeletion(call, "Revoke the token?")
  await client.call("tokens.delete", { params: { id } })
  call.terminal.say("Revoked: it no longer works")
  return exitCode.done
}
