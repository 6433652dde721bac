// The network address a request came from, for limits: the visitor's own, which a trusted proxy tells.
import type { Context as HonoContext } from "hono"

import { TrustedProxies, bareAddress } from "#domain/trusted-proxies.ts"
import type { Context } from "#operations/context.ts"

export function callerAddress({ config }: Pick<Context, "config">, c: HonoContext): string {
  const bindings: unknown = c.env
  if (typeof bindings !== "object" || bindings === null || !("incoming" in bindings))
    return "unknown"
  const { incoming } = bindings as { incoming: { socket: { remoteAddress?: string } } }
  const peer = bareAddress(incoming.socket.remoteAddress ?? "") ?? "unknown"
  return new TrustedProxies(config.trustedProxies).visitorOf(peer, c.req.header("x-forwarded-for"))
}
