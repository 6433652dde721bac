// Prints the root key as the text of its file, alone on stdout.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { readReason } from "../read-reason.ts"

export async function exportKey(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const reason = await readReason(call, "Why do you need the root key?")
  const { data } = await client.call("keys.recovery.export", { body: { reason } })
  if (call.wantsJson) call.terminal.json(data)
  else call.terminal.print(data.key)
  if (call.has("acknowledge")) {
    await client.call("keys.recovery.acknowledge", {})
    call.terminal.say("Noted that the copy is safe")
  }
  return exitCode.done
}
