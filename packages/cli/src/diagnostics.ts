// Diagnostics that the server answers with, printed beside the lines of the text that was sent. Never a value of it.
import { ProblemError } from "@modkeep/contract/problem-error"
import type { Problem } from "@modkeep/contract/schemas/common"
import type { Diagnostic } from "@modkeep/toml/diagnostic"
import type { Call } from "./call.ts"
import { exitCodeOf } from "./report-failure.ts"
import { Stop } from "./stop.ts"
import type { Terminal } from "./terminal.ts"

/** For `.catch`: prints a refusal's diagnostics and ends the command; with --json, and for other failures, lets the error through. */
export function sayDiagnostics(
  call: Call,
  text: string | undefined,
): (error: unknown) => Promise<never> {
  return async (error) => {
    const diagnostics = error instanceof ProblemError ? error.problem.diagnostics : undefined
    if (
      !(error instanceof ProblemError) ||
      diagnostics === undefined ||
      text === undefined ||
      call.wantsJson
    )
      throw error
    call.terminal.say(await printedDiagnostics(diagnostics, text, call.terminal.hasColorErr))
    throw new Stop(exitCodeOf(error.problem), error.problem.code, error.problem.detail)
  }
}

/** What was noticed although it was accepted: a line each, without the text they are about. */
export function sayNoticed(
  terminal: Terminal,
  diagnostics: readonly Pick<WireDiagnostic, "severity" | "code" | "message">[],
): void {
  for (const { severity, code, message } of diagnostics)
    terminal.say(`${severity}[${code}]: ${message}`)
}

type WireDiagnostic = NonNullable<Problem["diagnostics"]>[number]

async function printedDiagnostics(
  diagnostics: readonly WireDiagnostic[],
  text: string,
  color: boolean,
): Promise<string> {
  const { printDiagnostics } = await import("@modkeep/toml/print")
  // A newer server may know more codes than this command line: printing shows any code as it is.
  return printDiagnostics(diagnostics as readonly Diagnostic[], text, { color })
}
