// Which requests belong to one Streamlit session and so to the process that holds it: files that it shows and files that are
// uploaded into it. Everything else is the same from every process of an install.
import type { IncomingMessage } from "node:http"

import { pathOf, type Visit } from "./visit.ts"
import { sessionOf } from "./visit-cookie.ts"

// Seen in 1.23.1, 1.40.2 and 1.67.0.
const SESSION_PATH = /^\/(?:media|_stcore\/upload_file)(?:\/|$)/

export function isSessionPath(target: string): boolean {
  return SESSION_PATH.test(pathOf(target))
}

/** One text for all requests of one visitor's browser, as well as it can be told apart. Never leaves the gateway. */
export function visitorKey(req: IncomingMessage, visit: Visit): string {
  return sessionOf(req.headers.cookie, visit) ?? `${visit.address} ${req.headers["user-agent"]}`
}
