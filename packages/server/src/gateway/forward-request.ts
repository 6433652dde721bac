// Brings an admitted request to its module, waking it if need be. What a module cannot have seen is tried once more; anything
// else that goes wrong before the answer begins is a page of ours.
import type { Admitted } from "./admit.ts"
import type { Context } from "./context.ts"
import type { Exchange } from "./exchange.ts"
import { reach, type Reached, wakeAndReach } from "./reach.ts"
import { type Refusal, refusals } from "./refusal.ts"
import { relay } from "./relay.ts"
import { hasBody, RequestBody } from "./request-body.ts"
import type { Route } from "./route-table.ts"
import { isSessionPath, visitorKey } from "./session-paths.ts"
import type { UpstreamAddress } from "./upstream-address.ts"
import type { UpstreamFailure } from "./upstream/call.ts"
import { upstreamHeaders } from "./upstream-headers.ts"

export function forwardRequest(
  exchange: Exchange,
  route: Route,
  admitted: Admitted,
  context: Context,
): void {
  const { visit, res } = exchange
  // Admission may have taken its time; of a visitor who left meanwhile no further word comes.
  if (res.destroyed) return
  if (context.book.requestsOf(route.install) >= context.limits.requestsPerInstallMax) {
    exchange.refuse(refusals.full)
    return
  }
  const ended = context.book.begin(route.install, "requests")
  exchange.whenOver(ended)
  const attempt = new Attempt(exchange, route, admitted, context)
  const wish = { isNavigation: visit.isNavigation, mayDrain: !visit.isNavigation }
  exchange.whenOver(reach(route, wish, context, attempt))
}

class Attempt implements Reached {
  readonly #exchange: Exchange
  readonly #route: Route
  readonly #admitted: Admitted
  readonly #context: Context
  #isSecond = false

  constructor(exchange: Exchange, route: Route, admitted: Admitted, context: Context) {
    this.#exchange = exchange
    this.#route = route
    this.#admitted = admitted
    this.#context = context
  }

  refuse(refusal: Refusal, cause?: unknown): void {
    this.#exchange.refuse(refusal, cause)
  }

  go(address: UpstreamAddress): void {
    try {
      this.#send(address)
    } catch (cause) {
      this.refuse(refusals.internal, cause)
    }
  }

  #send(address: UpstreamAddress): void {
    const { req, res, visit } = this.#exchange
    const { limits, pools } = this.#context
    if (req.headers.expect !== undefined && !this.#isSecond) res.writeContinue()
    const body = hasBody(req) ? new RequestBody(req, limits.visitorStallMs) : undefined
    relay(pools.of(this.#sessionsOwn(address)), {
      exchange: this.#exchange,
      route: this.#route,
      headers: upstreamHeaders(req.rawHeaders, visit, this.#admitted.identity),
      body,
      stallMs: limits.visitorStallMs,
      failed: (failure, isSent) => {
        this.#failed(failure, isSent, body)
      },
    })
  }

  // While an install moves to another process, a session that is still on the former one has its files there.
  #sessionsOwn(address: UpstreamAddress): UpstreamAddress {
    const { req, visit } = this.#exchange
    if (this.#isSecond || !isSessionPath(visit.target)) return address
    const visitor = visitorKey(req, visit)
    return this.#context.openSockets.addressOf(this.#route.install, visitor) ?? address
  }

  #failed(failure: UpstreamFailure, isSent: boolean, body: RequestBody | undefined): void {
    const { req, res, visit } = this.#exchange
    if (body?.isVisitorsFault === true) {
      res.destroy()
      return
    }
    if (this.#context.pools.isClosed) {
      this.#exchange.refuse(refusals.restarting)
      return
    }
    if (failure.kind === "malformed") {
      this.#exchange.refuse(refusals.malformed, failure)
      return
    }
    const isRepeatable = body === undefined && (req.method === "GET" || req.method === "HEAD")
    const isSlow = failure.kind === "slow"
    if (this.#isSecond || body?.isStarted === true || (isSent && !isRepeatable) || isSlow) {
      this.#exchange.refuse(refusals.upstream, failure)
      return
    }
    // The process may have ended a moment ago, before the route table was told: a wake finds the next one or the reason.
    this.#isSecond = true
    this.#exchange.whenOver(wakeAndReach(this.#route, visit.isNavigation, this.#context, this))
  }
}
