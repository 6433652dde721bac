// Whether the same request may succeed later without anybody changing anything.
import { ProblemError, UnreachableError } from "@modkeep/contract/problem-error"

export function isTemporary(error: unknown): boolean {
  if (error instanceof UnreachableError) return true
  return error instanceof ProblemError && error.problem.status === 503
}
