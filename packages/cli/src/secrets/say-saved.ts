// What a save did: the revision, what was noticed, and which processes hold it.
import type { SecretsSaved } from "@modkeep/contract/schemas/secrets"
import type { Call } from "../call.ts"
import { sayNoticed } from "../diagnostics.ts"

export function saySaved(call: Call, saved: SecretsSaved): void {
  const { terminal } = call
  if (call.wantsJson) {
    terminal.json(saved)
    return
  }
  sayNoticed(terminal, saved.diagnostics)
  if (!saved.changed) {
    terminal.say(`Nothing changed: revision ${saved.revision} stays`)
    return
  }
  terminal.say(
    saved.staged
      ? `Staged as revision ${saved.revision}: no process has it yet`
      : `Saved as revision ${saved.revision}`,
  )
  for (const { id, acknowledged, ms } of saved.processes) {
    terminal.say(
      acknowledged
        ? `  ${id} holds it${ms === null ? "" : ` (${ms.toFixed(1)} ms)`}`
        : `  ${id} is behind`,
    )
  }
}
