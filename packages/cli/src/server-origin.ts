// A server's address as people type it, reduced to its origin: `localhost:8700`, `https://modules.example.org/anything`.
import { exitCode } from "./exit-code.ts"
import { Stop } from "./stop.ts"

/** @throws Stop with exit code 2 when the text is no http address, or carries a user name and password */
export function serverOrigin(typed: string): string {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed)
    ? typed
    : `${isLocal(typed) ? "http" : "https"}://${typed}`
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined
  if (url === undefined || !["http:", "https:"].includes(url.protocol) || url.hostname === "") {
    throw new Stop(
      exitCode.wrongUse,
      "use.server",
      "The server's address cannot be read: write it like http://localhost:8700",
    )
  }
  if (url.username !== "" || url.password !== "") {
    throw new Stop(
      exitCode.wrongUse,
      "use.server",
      "The server's address carries a user name or password: leave them out, modkeep signs in with a token",
    )
  }
  return url.origin
}

/** Tokens cross the wire in clear to this server: fine on this machine only. */
export function isOpenWire(origin: string): boolean {
  const { protocol, host } = new URL(origin)
  return protocol === "http:" && !isLocal(host)
}

function isLocal(host: string): boolean {
  return /^(localhost|[a-z0-9.-]+\.localhost|127(\.\d+){3}|\[::1\])(:\d+)?(\/|$)/i.test(host)
}
