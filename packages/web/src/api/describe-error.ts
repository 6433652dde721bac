// What went wrong, for a page: the server's own sentence, its code, and whether trying again can help.
import { ProblemError, UnreachableError } from "@modkeep/contract/problem-error"

export interface DescribedError {
  readonly title: string
  readonly detail: string
  readonly code: string
  readonly requestId: string | undefined
  readonly status: number | undefined
}

export function describeError(error: unknown): DescribedError {
  if (error instanceof ProblemError) {
    const { title, code, requestId, status } = error.problem
    // The server's sentence is for programs: it speaks of tokens.
    const detail =
      code === "sign_in.required"
        ? "Your sign-in has ended. Sign in again and repeat this; what you typed is still here"
        : error.problem.detail
    return { title, detail: sentence(detail), code, requestId, status }
  }
  if (error instanceof UnreachableError) {
    return {
      title: "The server does not answer",
      detail: "Nothing is lost on this page. Try again when the server is back.",
      code: "unreachable",
      requestId: undefined,
      status: undefined,
    }
  }
  return {
    title: "This part of the page failed",
    detail: `It is a fault of the console, not of your data. Load the page again. (${error instanceof Error ? error.message : "no message"})`,
    code: "console.failed",
    requestId: undefined,
    status: undefined,
  }
}

function sentence(text: string): string {
  return /[.!?:]$/.test(text) ? text : `${text}.`
}
