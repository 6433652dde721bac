// One request as its visitor made it: which page, from which address, over which scheme. Everything that decides is read here
// once, so that no two places can understand a request differently.
import type { IncomingMessage } from "node:http"
import type { Socket } from "node:net"

import { newRequestId } from "#base/request-id.ts"

import { labelOfHost, parseHost } from "./host-label.ts"
import { bareAddress, type TrustedProxies } from "#domain/trusted-proxies.ts"

export interface Visit {
  readonly requestId: string
  /** Undefined: not a host below the apps domain. */
  readonly label: string | undefined
  /** Host as the visitor's address bar shows it: lower case, with the port unless it is the scheme's own. */
  readonly host: string
  readonly scheme: "http" | "https"
  readonly origin: string
  /** Browsers treat the origin as trustworthy: https, or a localhost name. */
  readonly isTrustworthy: boolean
  /** The visitor's network address. */
  readonly address: string
  /** Path and query. */
  readonly target: string
  /** A person follows a link or reloads: the answer will be looked at. */
  readonly isNavigation: boolean
}

export interface Sight {
  readonly publicScheme: "http" | "https"
  readonly appsDomain: string
  readonly proxies: TrustedProxies
}

/** Undefined: the request contradicts itself about its host or has a target of another form than a path. */
export function readVisit(req: IncomingMessage, sight: Sight): Visit | undefined {
  const peer = peerOf(req.socket)
  const isProxied = sight.proxies.has(peer)
  const scheme = (isProxied && forwardedScheme(req)) || sight.publicScheme
  const place = placeOf(req)
  if (place === undefined) return undefined
  const host = parseHost(shownHost(req, sight) ?? place.host)
  if (host === undefined) return undefined

  const defaultPort = scheme === "https" ? "443" : "80"
  const shown =
    host.port === undefined || host.port === defaultPort ? host.name : `${host.name}:${host.port}`
  return {
    requestId: (isProxied && givenRequestId(req)) || newRequestId(),
    label: labelOfHost(host.name, sight.appsDomain),
    host: shown,
    scheme,
    origin: `${scheme}://${shown}`,
    isTrustworthy: scheme === "https" || /(?:^|\.)localhost$/.test(host.name),
    address: sight.proxies.visitorOf(peer, joined(req.headers["x-forwarded-for"])),
    target: place.target,
    isNavigation: isNavigation(req),
  }
}

/** The label a request is for, when it is for a host below the apps domain: as cheap as a question asked of every request. */
export function labelOf(req: IncomingMessage, sight: Sight): string | undefined {
  const host = parseHost(shownHost(req, sight) ?? req.headers.host ?? "")
  return host === undefined ? undefined : labelOfHost(host.name, sight.appsDomain)
}

/** A request that cannot be read, so far as an answer needs it. */
export function strayVisit(req: IncomingMessage): Visit {
  return {
    requestId: newRequestId(),
    label: undefined,
    host: "",
    scheme: "http",
    origin: "",
    isTrustworthy: false,
    address: peerOf(req.socket),
    // Of any other form it may hold a name and a password.
    target: req.url?.startsWith("/") === true ? req.url : "",
    isNavigation: false,
  }
}

/** The path alone. What follows the `?` may hold credentials and is never logged. */
export function pathOf(target: string): string {
  const cut = target.search(/[?#]/)
  return cut === -1 ? target : target.slice(0, cut)
}

function placeOf(req: IncomingMessage): { host: string; target: string } | undefined {
  const url = req.url ?? ""
  const host = soleHost(req)
  if (host === undefined) return undefined
  if (url.startsWith("/")) return { host, target: url }
  // RFC 9112 3.2.2: a server accepts the absolute form. One that names another host than `Host` is two requests in one.
  const absolute = /^https?:\/\/([^/?#]+)([/?#].*)?$/i.exec(url)
  if (absolute?.[1]?.toLowerCase() !== host.toLowerCase()) return undefined
  const rest = absolute[2] ?? "/"
  return { host, target: rest.startsWith("/") ? rest : `/${rest}` }
}

function soleHost(req: IncomingMessage): string | undefined {
  let host: string | undefined
  for (let at = 0; at < req.rawHeaders.length; at += 2) {
    if (req.rawHeaders[at]?.toLowerCase() !== "host") continue
    if (host !== undefined) return undefined
    host = req.rawHeaders[at + 1]
  }
  return host
}

// A connection keeps its peer; reading and checking the address anew costs more than everything else here.
const peers = new WeakMap<Socket, string>()

function peerOf(socket: Socket): string {
  const known = peers.get(socket)
  if (known !== undefined) return known
  const peer = bareAddress(socket.remoteAddress ?? "") ?? "unknown"
  peers.set(socket, peer)
  return peer
}

// The host a trusted proxy says the visitor asked for.
function shownHost(req: IncomingMessage, sight: Sight): string | undefined {
  const named = req.headers["x-forwarded-host"]
  if (named === undefined) return undefined
  return sight.proxies.has(peerOf(req.socket)) ? lastOf(named) : undefined
}

function forwardedScheme(req: IncomingMessage): "http" | "https" | undefined {
  const scheme = lastOf(req.headers["x-forwarded-proto"])?.toLowerCase()
  return scheme === "http" || scheme === "https" ? scheme : undefined
}

function givenRequestId(req: IncomingMessage): string | undefined {
  const id = joined(req.headers["x-request-id"])
  return id !== undefined && /^[\w.-]{8,64}$/.test(id) ? id : undefined
}

function isNavigation(req: IncomingMessage): boolean {
  if (req.method !== "GET") return false
  const mode = req.headers["sec-fetch-mode"]
  if (mode !== undefined) return mode === "navigate"
  return req.headers.accept?.includes("text/html") === true
}

// The nearest proxy is the one that is trusted, and it writes last.
function lastOf(header: string | string[] | undefined): string | undefined {
  return joined(header)?.split(",").pop()?.trim()
}

function joined(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(",") : header
}
