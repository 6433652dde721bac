// The way of a visitor from a module's origin to the console's sign-in and back, by a one-time code. The two origins share no
// cookie, and a way back leads to a path of the same page or nowhere.
import type { VisitSession } from "./admission.ts"
import type { Context } from "./context.ts"
import type { Exchange } from "./exchange.ts"
import { refusals, signInOutside } from "./refusal.ts"
import type { Route } from "./route-table.ts"
import { pathOf, type Visit } from "./visit.ts"
import { isSessionText, setSession } from "./visit-cookie.ts"
import { addPageRules } from "./visitor-headers.ts"

/** Below it everything is ours; no module ever sees such a path. */
export const OUR_PATHS = "/_modkeep/"
const ENTER = "/_modkeep/enter"

// Longer ways back lose their query: with it the request line of the sign-in could pass what a server takes.
const WAY_BACK_MAX = 4_096

/** Sends whoever is not signed in to sign in; only a navigation can be sent. */
export function sendToSignIn(exchange: Exchange, route: Route, context: Context): void {
  const { req, visit } = exchange
  if (!visit.isNavigation) {
    exchange.refuse(refusals.signIn)
    return
  }
  const address = signInAddress(visit, route, context.publicUrl)
  // Browsers do not show the console inside another page's frame.
  if (isFramed(req.headers["sec-fetch-dest"])) exchange.refuse(signInOutside(address))
  else redirect(exchange, route, { status: 302, location: address })
}

/** Answers `/_modkeep/…`. */
export function answerOurPath(exchange: Exchange, route: Route, context: Context): void {
  const { req, visit } = exchange
  if (pathOf(visit.target) !== ENTER || req.method !== "GET") {
    exchange.refuse(refusals.nothingHere)
    return
  }
  // A browser that loads pages ahead, or a script of some page, must not spend the code.
  const wanted = req.headers["sec-fetch-dest"]
  const isAhead = /prefetch|prerender/.test(
    `${String(req.headers["sec-purpose"])} ${String(req.headers["purpose"])}`,
  )
  if (isAhead || (wanted !== undefined && wanted !== "document" && !isFramed(wanted))) {
    exchange.refuse(refusals.linkSpent)
    return
  }
  void enter(exchange, route, context)
}

async function enter(exchange: Exchange, route: Route, context: Context): Promise<void> {
  const { req, visit } = exchange
  const query = new URLSearchParams(visit.target.slice(ENTER.length))
  const code = query.get("code") ?? ""
  let session: VisitSession | undefined
  try {
    if (/^[\w.-]{1,512}$/.test(code)) session = await context.admission.redeem(code, route.install)
  } catch (cause) {
    exchange.refuse(refusals.internal, cause)
    return
  }
  if (session === undefined || !isSessionText(session.cookie)) {
    exchange.refuse(refusals.linkSpent)
    return
  }
  redirect(exchange, route, {
    status: 303,
    location: safeWayBack(query.get("to")),
    cookie: setSession(session, visit, isFramed(req.headers["sec-fetch-dest"])),
  })
}

function signInAddress(visit: Visit, route: Route, publicUrl: URL): string {
  const address = new URL("/sign-in/hand-off", publicUrl)
  const to = visit.target.length > WAY_BACK_MAX ? pathOf(visit.target) : visit.target
  address.searchParams.set("install", route.install)
  address.searchParams.set("to", to.length > WAY_BACK_MAX ? "/" : to)
  return address.href
}

/** A path of this origin. Browsers read `//host`, `/\host` and `/<tab>/host` as another host's address. */
export function safeWayBack(to: string | null): string {
  if (to === null || !/^\/(?![/\\])[\x21-\x3e\x40-\x5b\x5d-\x7e]*(?:\?[\x21-\x7e]*)?$/.test(to))
    return "/"
  return to.startsWith(OUR_PATHS) ? "/" : to
}

interface Redirection {
  readonly status: 302 | 303
  readonly location: string
  readonly cookie?: string
}

function redirect({ res, visit }: Exchange, route: Route, way: Redirection): void {
  if (res.destroyed) return
  const headers = ["location", way.location, "cache-control", "no-store", "content-length", "0"]
  if (way.cookie !== undefined) headers.push("set-cookie", way.cookie)
  addPageRules(headers, visit, route)
  res.writeHead(way.status, headers)
  res.end()
}

function isFramed(destination: string | string[] | undefined): boolean {
  return (
    destination === "iframe" ||
    destination === "frame" ||
    destination === "embed" ||
    destination === "object"
  )
}
