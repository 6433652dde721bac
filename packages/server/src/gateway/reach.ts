// From a route to an address that answers: at once when the install runs, after a wait when it can be woken, else a refusal.
import type { Context } from "./context.ts"
import { type Refusal, refusals, startFailed } from "./refusal.ts"
import type { Route } from "./route-table.ts"
import type { UpstreamAddress } from "./upstream-address.ts"
import type { WakeOutcome } from "./wake-queue.ts"

export interface Reached {
  go(address: UpstreamAddress): void
  refuse(refusal: Refusal, cause?: unknown): void
}

interface Wish {
  readonly isNavigation: boolean
  /** True: a session that is still open on a draining process may go on using it. */
  readonly mayDrain: boolean
}

/** Calls one of the two methods once; the returned function ends the waiting without a call. */
export function reach(route: Route, wish: Wish, context: Context, reached: Reached): () => void {
  const { state, address } = route
  if (address !== undefined && (state === "running" || (state === "draining" && wish.mayDrain))) {
    reached.go(address)
    return () => undefined
  }
  if (state === "off" || state === "failed") {
    reached.refuse(standing(route, context))
    return () => undefined
  }
  return wakeAndReach(route, wish.isNavigation, context, reached)
}

/** Wakes whatever the route says: for a process that was thought to run and does not answer. */
export function wakeAndReach(
  route: Route,
  isNavigation: boolean,
  context: Context,
  reached: Reached,
): () => void {
  const { limits, wakes } = context
  const waitMs = isNavigation ? limits.navigationWaitMs : limits.requestWaitMs
  return wakes.wait(route.install, waitMs, (outcome) => {
    if (outcome.kind === "awake") reached.go(outcome.address)
    else refuseWaiter(route, outcome, context, reached)
  })
}

function refuseWaiter(
  route: Route,
  outcome: Exclude<WakeOutcome, { kind: "awake" }>,
  context: Context,
  reached: Reached,
): void {
  if (outcome.kind === "late") reached.refuse(refusals.waiting)
  else if (outcome.kind === "full") reached.refuse(refusals.full)
  else {
    const now = context.routes.find(route.label)
    reached.refuse(now === undefined ? refusals.wrongHost : standing(now, context), outcome.cause)
  }
}

function standing(route: Route, context: Context): Refusal {
  if (route.state === "off") return refusals.off
  const { failure } = route
  const leftMs = failure?.retryAt === undefined ? undefined : failure.retryAt - context.clock.now()
  return startFailed(
    failure?.public,
    leftMs === undefined ? undefined : Math.max(1, Math.ceil(leftMs / 1_000)),
  )
}
