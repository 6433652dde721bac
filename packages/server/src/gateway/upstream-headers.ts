// The request headers a module sees: the visitor's, less what belongs to the connection, to us or to a proxy's word, plus ours.
//
// `x-forwarded-*`, `forwarded` and `x-modkeep-*` are rebuilt from what the gateway itself knows, never passed on.
import type { Visit } from "./visit.ts"
import { withoutOurCookies } from "./visit-cookie.ts"

const DROPPED = new Set([
  // Of the connection (RFC 9110 7.6.1), and what the two HTTP libraries write themselves.
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  "expect",
  "host",
  // Claims about the visitor that only a proxy may make.
  "forwarded",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "fastly-client-ip",
  "x-request-id",
])
// Read as the other name by whoever folds `_` into `-`.
const LENGTH_IN_DISGUISE = "content_length"

export interface Identity {
  readonly id: string
  readonly email: string | undefined
  readonly token: string
}

/** Flat list of names and values. */
export function upstreamHeaders(
  rawHeaders: readonly string[],
  visit: Visit,
  identity: Identity | undefined,
): string[] {
  const headers = ["host", visit.host]
  const nominated = nominatedBy(rawHeaders)
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? ""
    const value = rawHeaders[at + 1] ?? ""
    if (nominated?.has(name) || isDropped(name)) continue
    if (name === "cookie") {
      const cookies = withoutOurCookies(value)
      if (cookies !== undefined) headers.push(name, cookies)
    } else if (name !== "authorization" || !isOurToken(value)) {
      headers.push(name, value)
    }
  }
  addOurs(headers, visit, identity)
  return headers
}

function addOurs(headers: string[], visit: Visit, identity: Identity | undefined): void {
  const forAddress = visit.address.includes(":") ? `"[${visit.address}]"` : visit.address
  headers.push(
    "x-forwarded-for",
    visit.address,
    "x-forwarded-host",
    visit.host,
    "x-forwarded-proto",
    visit.scheme,
    "forwarded",
    `for=${forAddress};host="${visit.host}";proto=${visit.scheme}`,
    "x-request-id",
    visit.requestId,
  )
  if (identity === undefined) return
  headers.push("x-modkeep-user", ascii(identity.id), "x-modkeep-identity", identity.token)
  if (identity.email !== undefined) headers.push("x-modkeep-email", ascii(identity.email))
}

function ascii(text: string): string {
  return /^[\x21-\x7e]+$/.test(text) ? text : encodeURIComponent(text)
}

// Frameworks fold `_` into `-`: `x_modkeep_user` would arrive as ours.
function isDropped(name: string): boolean {
  const folded = name.includes("_") ? name.replaceAll("_", "-") : name
  if (name === LENGTH_IN_DISGUISE) return true
  return DROPPED.has(folded) || folded.startsWith("x-forwarded") || folded.startsWith("x-modkeep")
}

// Every token of ours begins with `mk_`, so that it is known wherever it turns up.
function isOurToken(authorization: string): boolean {
  return /(?:^|\s)mk_/.test(authorization)
}

function nominatedBy(rawHeaders: readonly string[]): Set<string> | undefined {
  let names: Set<string> | undefined
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== "connection") continue
    const value = rawHeaders[at + 1]?.toLowerCase() ?? ""
    if (value === "keep-alive" || value === "close" || value === "upgrade") continue
    names ??= new Set()
    for (const name of value.split(",")) names.add(name.trim())
  }
  return names
}
