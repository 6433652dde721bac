// Turns what was thrown into an RFC 9457 answer. Faults keep their code and sentence; anything else is `internal`, its cause
// goes to the log under the request's id and never to the caller.
import { faults } from "@modkeep/contract/faults"
import type { Problem } from "@modkeep/contract/schemas/common"

import { Fault } from "#base/fault.ts"
import type { Log } from "#observe/log.ts"

import { hasLeft } from "./has-left.ts"

interface Asked {
  readonly requestId: string
  readonly log: Log
  /** Aborts when the caller leaves: that what was asked for stopped then is no failure. */
  readonly signal?: AbortSignal
}

export function problemResponse(thrown: unknown, asked: Asked): Response {
  const { problem, fault } = problemOf(thrown, asked)
  const { status } = fault
  const headers = new Headers({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  })
  if (status === 401) headers.set("www-authenticate", "Bearer")
  if (status === 429 || status === 503) headers.set("retry-after", retryAfter(fault))
  return new Response(JSON.stringify(problem), { status, headers })
}

/** The problem alone, for an answer that had begun before it came. */
export function problemOf(
  thrown: unknown,
  { requestId, log, signal }: Asked,
): { problem: Problem; fault: Fault } {
  const fault =
    thrown instanceof Fault
      ? thrown
      : new Fault("internal", {
          public: `Something failed inside Modkeep. Try again, or give the operator the request id ${requestId}`,
          cause: thrown,
        })
  const { status } = fault
  // A restart that is wanted is no failure either.
  const isFailure = status >= 500 && fault.code !== "server.restarting"
  if (isFailure && !hasLeft(thrown, signal))
    log.error(
      { requestId, code: fault.code, detail: fault.detail, err: fault.cause ?? fault },
      fault.public,
    )
  else log.debug({ requestId, code: fault.code, detail: fault.detail }, fault.public)
  const kind: { status: number; title: string; retry?: boolean } = faults[fault.code]
  const problem: Problem = {
    type: `/api/docs#${fault.code}`,
    title: kind.title,
    status,
    detail: fault.public,
    code: fault.code,
    requestId,
    ...(kind.retry === true ? { retry: true } : {}),
    ...fault.problem,
  }
  return { problem, fault }
}

function retryAfter(fault: Fault): string {
  const seconds = fault.detail["retryAfterSeconds"]
  return typeof seconds === "number" ? String(Math.max(1, Math.ceil(seconds))) : "1"
}
