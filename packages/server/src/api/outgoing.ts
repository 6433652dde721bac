// The response of node:http under a request's context; undefined where the API is asked without a server.
import { ServerResponse } from "node:http"

import type { Context as HonoContext } from "hono"

export function outgoing(c: HonoContext): ServerResponse | undefined {
  const bindings: unknown = c.env
  if (typeof bindings !== "object" || bindings === null || !("outgoing" in bindings))
    return undefined
  return bindings.outgoing instanceof ServerResponse ? bindings.outgoing : undefined
}
