// Breaks the connection that a request came on, so that its reader sees a cut and not an end.
import type { Context as HonoContext } from "hono"

import { outgoing } from "./outgoing.ts"

export function cutConnection(c: HonoContext): void {
  outgoing(c)?.destroy()
}
