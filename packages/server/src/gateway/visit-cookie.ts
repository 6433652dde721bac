// The visitor's session cookie on a module's origin: set by us, read by us, never seen or set by the module.
//
// `__Host-` makes the browser refuse any copy that another origin, a sibling module for one, tries to lay over it. It needs a
// trustworthy origin; Chromium and Firefox count `http://*.localhost` as one. Elsewhere the plain name is used.
import type { VisitSession } from "./admission.ts"
import type { Visit } from "./visit.ts"

const PREFIXED = "__Host-modkeep"
const PLAIN = "modkeep-visit"

/** True for every cookie name that is ours, however it is written. */
export function isOurCookie(name: string): boolean {
  const lower = name.trim().toLowerCase()
  return (
    lower.startsWith("__host-modkeep") ||
    lower.startsWith("__secure-modkeep") ||
    lower.startsWith("modkeep")
  )
}

/** The session that the visitor shows. Two of them are none: one was planted. */
export function sessionOf(cookieHeader: string | undefined, visit: Visit): string | undefined {
  if (cookieHeader === undefined) return undefined
  const wanted = visit.isTrustworthy ? PREFIXED : PLAIN
  let found: string | undefined
  for (const pair of cookieHeader.split(";")) {
    const equals = pair.indexOf("=")
    if (equals === -1 || pair.slice(0, equals).trim() !== wanted) continue
    if (found !== undefined) return undefined
    found = pair.slice(equals + 1).trim()
  }
  return found !== undefined && isSessionText(found) ? found : undefined
}

/** The header without our cookies; undefined when none are left. */
export function withoutOurCookies(cookieHeader: string): string | undefined {
  if (!/modkeep/i.test(cookieHeader)) return cookieHeader
  const kept = cookieHeader.split(";").filter((pair) => !isOurCookie(pair.split("=", 1)[0] ?? ""))
  const text = kept.join(";").trim()
  return text === "" ? undefined : text
}

/**
 * `Set-Cookie` for a session. Inside a frame of another site only a partitioned cookie is kept by the browser; it is then
 * worth nothing outside that frame.
 */
export function setSession(session: VisitSession, visit: Visit, isFramed: boolean): string {
  const place = isFramed && visit.isTrustworthy ? "SameSite=None; Partitioned" : "SameSite=Lax"
  const name = visit.isTrustworthy ? `${PREFIXED}=` : `${PLAIN}=`
  const secure = visit.isTrustworthy ? "; Secure" : ""
  return `${name}${session.cookie}; Path=/; Max-Age=${session.maxAgeSeconds}; HttpOnly; ${place}${secure}`
}

export function isSessionText(text: string): boolean {
  return /^[A-Za-z0-9._-]{1,1024}$/.test(text)
}

/**
 * A module's `Set-Cookie` as it may pass: never one of ours, never for a wider domain than its own host, where sibling
 * modules and the console would get it. Undefined: it may not pass.
 */
export function moduleCookie(setCookie: string): string | undefined {
  const [pair = "", ...attributes] = setCookie.split(";")
  const equals = pair.indexOf("=")
  // Without a name the browser takes the text before the first `=` of what it later sends: `=__Host-modkeep=x` would pass as ours.
  if (equals === -1 || pair.slice(0, equals).trim() === "") return undefined
  if (isOurCookie(pair.slice(0, equals))) return undefined
  if (!/;\s*domain/i.test(setCookie)) return setCookie
  return [pair, ...attributes.filter((attribute) => !/^\s*domain\s*(?:=|$)/i.test(attribute))].join(
    ";",
  )
}
