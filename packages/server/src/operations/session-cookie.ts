// The console's session cookie. `__Host-` keeps module pages, which are siblings below the same domain, from laying a cookie of
// theirs over it; it needs a trustworthy origin, which https and localhost are. Elsewhere the plain name is used.
import type { Context } from "./context.ts"

type Site = Context["config"]

export function readSessionCookie(config: Site, request: Request): string | undefined {
  const name = nameFor(config)
  const found = (request.headers.get("cookie") ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
  const [only, ...more] = found
  if (only === undefined || more.length > 0) return undefined
  return only.slice(name.length + 1)
}

export function sessionCookie(config: Site, text: string, maxAgeSeconds: number): string {
  const secure = isTrustworthy(config) ? "; Secure" : ""
  return `${nameFor(config)}=${text}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`
}

function nameFor(config: Site): string {
  return isTrustworthy(config) ? "__Host-modkeep-console" : "modkeep-console"
}

function isTrustworthy({ publicUrl }: Site): boolean {
  return publicUrl.protocol === "https:" || /^(.*\.)?localhost$/.test(publicUrl.hostname)
}
