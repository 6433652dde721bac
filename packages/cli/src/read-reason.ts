// Why somebody wants to see what is secret: from --reason, or asked on a terminal. The server records it before it answers.
import type { Call } from "./call.ts"
import { exitCode } from "./exit-code.ts"
import { Stop } from "./stop.ts"

export async function readReason(call: Call, question: string): Promise<string> {
  const given = call.text("reason")
  if (given !== undefined) return given
  if (!call.terminal.canAsk)
    throw new Stop(
      exitCode.wrongUse,
      "use.reason",
      "Say why with --reason: it is recorded before the value is shown",
    )
  const typed = (await call.terminal.ask(`${question} (recorded) `)).trim()
  if (typed === "")
    throw new Stop(exitCode.wrongUse, "use.reason", "Without a reason nothing is revealed")
  return typed
}
