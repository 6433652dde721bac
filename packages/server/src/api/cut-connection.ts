// Breaks the connection that a request came on, so that its reader sees a cut and not an end.
import { ServerResponse } from "node:http"

import type { Context as HonoContext } from "hono"

export function cutConnection(c: HonoContext): void {
  const bindings: unknown = c.env
  if (typeof bindings !== "object" || bindings === null || !("outgoing" in bindings)) return
  if (bindings.outgoing instanceof ServerResponse) bindings.outgoing.destroy()
}
