// Asks before something is lost for good, unless --yes was given.
import type { Call } from "./call.ts"
import { exitCode } from "./exit-code.ts"
import { Stop } from "./stop.ts"

export async function confirmDeletion(call: Call, question: string): Promise<void> {
  if (call.has("yes") || (await call.terminal.confirm(question))) return
  throw new Stop(exitCode.failed, "asked.cancelled", "Cancelled: nothing was changed")
}

export const yesOption = { yes: { what: "Do not ask", short: "y" } }
