// The 422 of a document with errors: every diagnostic of every severity travels in the answer, none holds a value.
import type { FaultCode } from "@modkeep/contract/faults"
import { type Diagnostic, hasErrors } from "@modkeep/toml/diagnostic"
import { formatKeyPath } from "@modkeep/toml/key-path"

import { Fault } from "#base/fault.ts"

interface Refusal {
  /** What cannot be done, such as `create version 7 of "llm-battleground"`. */
  readonly action: string
  /** Fault when a blank is among the errors; without one it is `secrets.refused`. */
  readonly blank: Extract<FaultCode, "version.secrets_blank" | "secrets.blank">
}

/** @throws Fault when a diagnostic is an error */
export function refuseDiagnostics(
  diagnostics: readonly Diagnostic[],
  { action, blank }: Refusal,
): void {
  if (!hasErrors(diagnostics)) return
  const errors = diagnostics.filter(({ severity }) => severity === "error")
  const blanks = errors.filter(({ code }) => code === "secret.blank")
  const what =
    blanks.length > 0
      ? countOf(blanks.length, "variable is", "variables are") + " blank"
      : countOf(errors.length, "error", "errors")
  // Two rules may speak of one place.
  const all = [...new Set((blanks.length > 0 ? blanks : errors).map(placeOf))]
  const places = all.slice(0, 5).join(", ")
  const more = all.length > 5 ? ", …" : ""
  throw new Fault(blanks.length > 0 ? blank : "secrets.refused", {
    public: `Cannot ${action}: ${what}: ${places}${more}. Mend what the diagnostics name and send it again`,
    problem: { diagnostics },
  })
}

function placeOf({ keyPath, range, code }: Diagnostic): string {
  return `${keyPath.length > 0 ? formatKeyPath(keyPath) : code} (line ${range.line}, column ${range.column})`
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
