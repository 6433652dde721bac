// Ends a command for a reason its user is told: one sentence, what to do about it, and the exit code. Never a secret value.
import type { ExitCode } from "./exit-code.ts"

export class Stop extends Error {
  override readonly name = "Stop"
  readonly exitCode: ExitCode
  /** Machine-readable name of the reason, for --json. */
  readonly code: string

  constructor(exitCode: ExitCode, code: string, message: string) {
    super(message)
    this.exitCode = exitCode
    this.code = code
  }
}
