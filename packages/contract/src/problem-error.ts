// What the client throws when the server answered with a problem, or did not answer.
import type { Problem } from "./schemas/common.ts"

/** The server said no: `problem` is its RFC 9457 answer, with code, diagnostics and request id. */
export class ProblemError extends Error {
  override readonly name = "ProblemError"
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** No answer at all: refused, timed out, or not a Modkeep server. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError"
}
