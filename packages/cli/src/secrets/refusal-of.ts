// Why a text was not saved, as the notes that stand above it when it comes back into the editor. Whatever went wrong, what was typed
// comes back with it.
import { ProblemError, UnreachableError } from "@modkeep/contract/problem-error"
import type { Problem } from "@modkeep/contract/schemas/common"
import { exitCode } from "../exit-code.ts"
import { exitCodeOf } from "../report-failure.ts"
import type { Refusal } from "./edit-until-saved.ts"

export function refusalOf(error: unknown, text: string): Refusal {
  if (!(error instanceof ProblemError)) {
    const isUnreachable = error instanceof UnreachableError
    const name = error instanceof Error ? error.name : "an unknown error"
    return {
      text,
      notes: retryNotes(isUnreachable ? error.message : `modkeep itself failed: ${name}`),
      exitCode: isUnreachable ? exitCode.unreachable : exitCode.failed,
      code: isUnreachable ? "server.unreachable" : "internal",
    }
  }
  const { diagnostics, title, detail, code } = error.problem
  return {
    text,
    // A refused text's own sentence counts lines without the notes that stand above the text in the editor.
    notes: diagnostics === undefined ? retryNotes(detail) : mendNotes(title, diagnostics),
    exitCode: exitCodeOf(error.problem),
    code,
  }
}

function retryNotes(reason: string): string[] {
  return [
    ...`Not saved: ${reason}`.split("\n"),
    "Remove these lines and save to try again, or leave the file as it is to give up.",
  ]
}

/** Line numbers are those of the file in the editor, notes included. */
function mendNotes(title: string, diagnostics: NonNullable<Problem["diagnostics"]>): string[] {
  const helps = diagnostics.filter(({ help }) => help !== undefined).length
  const noteLines = diagnostics.length + helps + 2
  return [
    `Not saved. ${title}`,
    ...diagnostics.flatMap(({ severity, code, message, help, range }) => [
      `line ${range.line + noteLines}: ${severity}[${code}]: ${message}`,
      ...(help === undefined ? [] : [`  help: ${help}`]),
    ]),
    "Mend it and save, or leave the file as it is to give up.",
  ]
}
