// The response headers a visitor sees: the module's, less what belongs to the connection or could reach beyond its own origin,
// plus the request id and the rules for framing and referrers.
import { withoutFrameAncestors } from "./framing.ts"
import type { Route } from "./route-table.ts"
import type { Visit } from "./visit.ts"
import { moduleCookie } from "./visit-cookie.ts"

const DROPPED = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "transfer-encoding",
  "upgrade",
  // Would send the origin's later requests to another host or port.
  "alt-svc",
  // Ours to set.
  "x-frame-options",
  "referrer-policy",
  "x-request-id",
])

const HEADERS_ONLY = new Set([
  "set-cookie",
  "content-security-policy",
  "content-length",
  "content-type",
  "location",
])

/** @param rawHeaders the module's, flat; @returns ours, flat, ready for `writeHead`. */
export function visitorHeaders(
  rawHeaders: readonly string[],
  visit: Visit,
  route: Route,
): string[] {
  const headers: string[] = []
  let hasOpenerPolicy = false
  let hasCacheRule = route.access === "public"
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? ""
    if (DROPPED.has(name) || name.startsWith("x-modkeep")) continue
    if (name === "cross-origin-opener-policy") hasOpenerPolicy = true
    if (name === "cache-control") hasCacheRule = true
    const value = passable(name, rawHeaders[at + 1] ?? "", visit)
    if (value !== undefined) headers.push(name, value)
  }
  addPageRules(headers, visit, route)
  // Without a rule a cache between here and the visitor may keep what only members may see.
  if (!hasCacheRule) headers.push("cache-control", "private")
  if (!hasOpenerPolicy && visit.isTrustworthy) {
    headers.push("cross-origin-opener-policy", "same-origin-allow-popups")
  }
  return headers
}

/** What may follow a body: nothing that would count as one of the headers above. */
export function visitorTrailers(raw: readonly string[]): [string, string][] {
  const trailers: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at]?.toLowerCase() ?? ""
    const isHeader = DROPPED.has(name) || name.startsWith("x-modkeep") || HEADERS_ONLY.has(name)
    if (!isHeader) trailers.push([name, raw[at + 1] ?? ""])
  }
  return trailers
}

/** Framing, referrer and request id: also of our own pages on a module's origin. */
export function addPageRules(headers: string[], visit: Visit, route: Route | undefined): void {
  const ancestors = route?.frameAncestors ?? "'none'"
  headers.push(
    "content-security-policy",
    `frame-ancestors ${ancestors}`,
    // A page's address may hold a visitor's credentials.
    "referrer-policy",
    "no-referrer",
    "x-request-id",
    visit.requestId,
  )
  if (ancestors === "'self'") headers.push("x-frame-options", "SAMEORIGIN")
  if (ancestors === "'none'") headers.push("x-frame-options", "DENY")
}

function passable(name: string, value: string, visit: Visit): string | undefined {
  if (name === "set-cookie") return moduleCookie(value)
  if (name === "content-security-policy") return withoutFrameAncestors(value)
  if (name === "location" || name === "content-location") return publicLocation(value, visit)
  return value
}

// Streamlit 1.67 redirects to `http://<Host>/…` whatever the visitor's scheme is.
function publicLocation(location: string, visit: Visit): string {
  const own = `http://${visit.host}`
  if (visit.scheme === "http" || !location.toLowerCase().startsWith(own)) return location
  const rest = location.slice(own.length)
  return rest === "" || "/?#".includes(rest.charAt(0)) ? visit.origin + rest : location
}
