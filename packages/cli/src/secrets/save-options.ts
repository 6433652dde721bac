// What every saving verb of `modkeep secrets` may say beside the text.
import type { Call } from "../call.ts"
import { withoutUndefined } from "../without-undefined.ts"

export interface SaveOptions {
  readonly reason?: string
  readonly stage?: boolean
  readonly sessions?: "next-run" | "rerun"
  readonly acknowledgeMissing?: string[]
}

export function saveOptions(call: Call): SaveOptions {
  return withoutUndefined({
    reason: call.text("reason"),
    stage: call.has("stage") ? true : undefined,
    sessions: call.choice("sessions", ["next-run", "rerun"]),
    acknowledgeMissing: call.texts("acknowledge"),
  })
}
