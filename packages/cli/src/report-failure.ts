// Says why a command failed, on stderr, and gives the exit code that fits. With --json the reason is one JSON object there.
import { ProblemError, UnreachableError } from "@modkeep/contract/problem-error"
import type { Problem } from "@modkeep/contract/schemas/common"
import { exitCode, type ExitCode } from "./exit-code.ts"
import { Stop } from "./stop.ts"
import type { Terminal } from "./terminal.ts"

export function reportFailure(error: unknown, terminal: Terminal, wantsJson: boolean): ExitCode {
  if (error instanceof ProblemError) {
    terminal.say(wantsJson ? JSON.stringify(error.problem) : describe(error.problem))
    return exitCodeOf(error.problem)
  }
  if (error instanceof Stop) {
    terminal.say(
      wantsJson ? JSON.stringify({ code: error.code, detail: error.message }) : error.message,
    )
    return error.exitCode
  }
  if (error instanceof UnreachableError) {
    terminal.say(
      wantsJson
        ? JSON.stringify({ code: "server.unreachable", detail: error.message })
        : error.message,
    )
    return exitCode.unreachable
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  terminal.say(`Something failed inside modkeep. Report it with these lines:\n${text}`)
  return exitCode.failed
}

export function exitCodeOf({ status, code, diagnostics }: Problem): ExitCode {
  if (status === 400 || status === 428) return exitCode.wrongUse
  if (status === 401 || status === 403) return exitCode.refused
  if (status === 404) return exitCode.notFound
  if (status === 409 || status === 412) return exitCode.conflict
  if (status === 422 && (diagnostics !== undefined || code === "version.secrets_blank"))
    return exitCode.diagnostics
  return exitCode.failed
}

/** The problem's sentence, its diagnostics without source lines, the installs in the way, and how to find it in the log. */
function describe(problem: Problem): string {
  const places = (problem.diagnostics ?? []).map(
    ({ severity, code, message, range, help }) =>
      `  ${severity}[${code}] line ${range.line}, column ${range.column}: ${message}${help === undefined ? "" : `\n    help: ${help}`}`,
  )
  const installs = (problem.installs ?? []).map(({ id, name, app }) => `  ${id}  ${app}/${name}`)
  const request =
    problem.status >= 500 && problem.requestId !== "" ? [`Request ${problem.requestId}`] : []
  const hint = problem.code === "sign_in.required" ? ["Sign in with: modkeep login"] : []
  return [problem.detail, ...places, ...installs, ...hint, ...request].join("\n")
}
