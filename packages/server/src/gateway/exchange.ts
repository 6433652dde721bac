// One HTTP request with its answer: counted while it is under way, logged once when it is over, by path and never by query.
import type { IncomingMessage, ServerResponse } from "node:http"

import type { Context } from "./context.ts"
import type { Refusal } from "./refusal.ts"
import { refuse } from "./refuse.ts"
import type { Route } from "./route-table.ts"
import { pathOf, type Visit } from "./visit.ts"

export class Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly visit: Visit
  readonly route: Route | undefined
  readonly #context: Context
  readonly #beganAt: number
  readonly #ends: (() => void)[] = []
  #trouble: unknown
  #refusal: Refusal | undefined

  constructor(req: IncomingMessage, res: ServerResponse, visit: Visit, context: Context) {
    this.req = req
    this.res = res
    this.visit = visit
    this.route = visit.label === undefined ? undefined : context.routes.find(visit.label)
    this.#context = context
    this.#beganAt = performance.now()
    res.once("close", this.#over)
  }

  /** Calls back once, when the answer is over or the visitor gone. */
  whenOver(end: () => void): void {
    this.#ends.push(end)
  }

  refuse(refusal: Refusal, cause?: unknown): void {
    if (cause !== undefined) this.#trouble = cause
    this.#refusal = refusal
    refuse(this, refusal, this.#context)
  }

  /** The module broke off in the middle of its answer. */
  broke(cause: unknown): void {
    this.#trouble = cause
  }

  readonly #over = (): void => {
    for (const end of this.#ends) end()
    this.#log()
  }

  #log(): void {
    const { log, tally } = this.#context
    const { req, res, visit, route } = this
    if (res.headersSent) tally.answered(res.statusCode)
    const fields = {
      requestId: visit.requestId,
      install: route?.install,
      method: req.method,
      path: pathOf(visit.target),
      status: res.headersSent ? res.statusCode : undefined,
      isWhole: res.writableFinished,
      ms: Math.round(performance.now() - this.#beganAt),
    }
    const code = this.#refusal?.code
    if (this.#trouble !== undefined)
      log.warn({ ...fields, code, err: this.#trouble }, "request failed")
    else if (code === undefined) log.debug(fields, "request")
    // The page that says so shows the request's id: whoever is told of it finds it here.
    else log.info({ ...fields, code }, "request refused")
  }
}
