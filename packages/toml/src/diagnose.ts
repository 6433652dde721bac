// Builds one diagnostic from the table of messages.
import { messages } from "./messages.ts"
import type { Diagnostic, DiagnosticCode, Range, Severity } from "./diagnostic.ts"
import type { Facts, MessageKind } from "./messages.ts"

interface Place {
  readonly range: Range
  readonly keyPath?: readonly string[]
  /** Where the same finding weighs differently: `env.reserved` is a warning to an author, an error in an install. */
  readonly severity?: Severity
}

export function diagnose<C extends DiagnosticCode>(
  code: C,
  facts: Facts[C],
  { range, keyPath = [], severity }: Place,
): Diagnostic {
  const kind: MessageKind<Facts[C]> = messages[code]
  const help = kind.help?.(facts)
  return {
    code,
    severity: severity ?? kind.severity,
    message: kind.message(facts),
    range,
    keyPath,
    ...(help === undefined ? {} : { help }),
  }
}

/** Errors, warnings and hints together in the order of the text; at one place the graver comes first. */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted(
    (a, b) =>
      a.range.line - b.range.line ||
      a.range.column - b.range.column ||
      weight[a.severity] - weight[b.severity],
  )
}

const weight = { error: 0, warning: 1, hint: 2 } as const satisfies Record<Severity, number>
