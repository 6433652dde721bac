// Serves the built console from the API's own origin: its files, and its page for every navigation that is not the API's.
//
// Where no console is built, it answers nothing and the plain pages of api/pages stand in.
import { randomBytes } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"

import { type ConsoleFile, ConsoleFiles } from "./console-files.ts"
import { pageHeaders } from "./page-headers.ts"

const NONCE_BYTES = 16

export interface Console {
  /** @returns true when the request is the console's and is answered or being answered */
  answer(req: IncomingMessage, res: ServerResponse): Promise<boolean>
}

export function createConsole(folder: string): Console {
  const files = new ConsoleFiles(folder)
  return {
    answer: async (req, res) => {
      if (req.method !== "GET" && req.method !== "HEAD") return false
      const path = (req.url ?? "/").split("?", 1)[0] ?? "/"
      if (isServers(path)) return false
      const file = await files.find(path)
      if (file !== undefined) {
        sendFile(req, res, file)
        return true
      }
      if (!isNavigation(req)) return false
      const index = await files.index()
      if (index === undefined) return false
      const nonce = randomBytes(NONCE_BYTES).toString("base64")
      res.writeHead(200, pageHeaders(nonce))
      res.end(req.method === "HEAD" ? undefined : index.replaceAll("__CSP_NONCE__", nonce))
      return true
    },
  }
}

/** Paths that stay the server's own, also for a browser. */
function isServers(path: string): boolean {
  return ["/api", "/sign-in/hand-off"].includes(path) || /^\/(?:api|badges)\//.test(path)
}

function isNavigation({ headers }: IncomingMessage): boolean {
  return (headers.accept ?? "").includes("text/html")
}

function sendFile(req: IncomingMessage, res: ServerResponse, file: ConsoleFile): void {
  const [encoding, body] = smallest(req.headers["accept-encoding"] ?? "", file)
  res.writeHead(200, {
    "content-type": file.type,
    "content-length": body.length,
    ...(encoding === undefined ? {} : { "content-encoding": encoding }),
    vary: "accept-encoding",
    "cache-control": file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
  })
  res.end(req.method === "HEAD" ? undefined : body)
}

function smallest(accepted: string, file: ConsoleFile): [string | undefined, Buffer] {
  if (file.br !== undefined && /\bbr\b/.test(accepted)) return ["br", file.br]
  if (file.gz !== undefined && /\bgzip\b/.test(accepted)) return ["gzip", file.gz]
  return [undefined, file.plain]
}
