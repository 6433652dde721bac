// Decides who goes on: a public page takes everyone, any other one only whom `Admission` knows by the cookie.
import type { IncomingMessage } from "node:http"

import type { Visitor } from "./admission.ts"
import type { Context } from "./context.ts"
import type { Route } from "./route-table.ts"
import type { Identity } from "./upstream-headers.ts"
import type { Visit } from "./visit.ts"
import { sessionOf } from "./visit-cookie.ts"

export interface Admitted {
  /** Undefined: a stranger on a public page. */
  readonly identity: Identity | undefined
}

interface Decided {
  admitted(admitted: Admitted): void
  stranger(): void
  failed(cause: unknown): void
}

export function admit(
  req: IncomingMessage,
  visit: Visit,
  route: Route,
  context: Context,
  decided: Decided,
): void {
  const decide = (visitor: Visitor | undefined): void => {
    if (visitor !== undefined) decided.admitted({ identity: identityOf(visitor, route, context) })
    else if (route.access === "public") decided.admitted({ identity: undefined })
    else decided.stranger()
  }
  const session = sessionOf(req.headers.cookie, visit)
  if (session === undefined) {
    decide(undefined)
    return
  }
  try {
    const answer = context.admission.check(session, route.install)
    if (answer instanceof Promise) answer.then(decide).catch(decided.failed)
    else decide(answer)
  } catch (cause) {
    decided.failed(cause)
  }
}

function identityOf(visitor: Visitor, route: Route, context: Context): Identity {
  return { id: visitor.id, email: visitor.email, token: context.tokens.of(visitor, route.install) }
}
