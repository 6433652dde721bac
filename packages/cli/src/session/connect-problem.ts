// What a refused sign-in says: which server refused, and where tokens come from.
import { ProblemError } from "@modkeep/contract/problem-error"
import { exitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"

/** For `.catch`: turns a 401 into a sentence about the token and lets everything else through. */
export function connectProblem(server: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof ProblemError && error.problem.status === 401) {
      throw new Stop(
        exitCode.refused,
        error.problem.code,
        `${server} does not know this token: it may have been revoked or have expired. Make another one in the console`,
      )
    }
    throw error
  }
}
