// How `node:http` must be set up in front of a gateway. The bounds here are those the gateway itself cannot hold.
import type { ServerOptions } from "node:http"

export const serverOptions = {
  // Streamlit's cookies, an identity provider's and a long query fit; more is refused with 431.
  maxHeaderSize: 32_768,
  headersTimeout: 15_000,
  // An upload may take hours; who stops sending is noticed by the gateway.
  requestTimeout: 0,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  noDelay: true,
  requireHostHeader: true,
  // Other upgrades (h2c) are offers that a server may overlook (RFC 9110 7.8): they stay plain requests.
  shouldUpgradeCallback: (req) => req.headers.upgrade?.trim().toLowerCase() === "websocket",
} satisfies ServerOptions
