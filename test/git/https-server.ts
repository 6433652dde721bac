// A real Git host for tests: TLS in front of the machine's `git http-backend`.
//
// The first name of the path picks the manner: `open`, `private` (Basic authentication), `moved` (redirects to `open`),
// `old` (speaks the first protocol version only), `stuck` (never answers).
import { spawn } from "node:child_process"
import { createServer } from "node:https"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Certificate } from "./certificate.ts"

export interface GitHost {
  readonly port: number
  /** What clients asked for, in order. */
  readonly requests: { readonly path: string; readonly authorization: string | undefined }[]
  /** Runs while a client waits for its answer. */
  onRequest: () => void
  close(): Promise<void>
}

export async function startGitHost(
  root: string,
  certificate: Certificate,
  basic: string,
): Promise<GitHost> {
  const requests: GitHost["requests"] = []
  const server = createServer({ cert: certificate.certificate, key: certificate.key })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const host: GitHost = {
    port,
    requests,
    onRequest: () => {},
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  const expected = `Basic ${Buffer.from(basic).toString("base64")}`
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { authorization } = request.headers
    const path = request.url ?? ""
    const [, manner = ""] = path.split("/")
    requests.push({ path, authorization })
    host.onRequest()
    if (manner === "stuck") return
    if (manner === "moved") {
      response
        .writeHead(301, { location: `https://git.test:${port}${path.replace("/moved", "/open")}` })
        .end()
    } else if (manner === "private" && authorization !== expected) {
      const code = authorization === undefined ? 401 : 403
      response.writeHead(code, { "www-authenticate": 'Basic realm="git"' }).end()
    } else {
      backend(root, {
        request,
        response,
        rest: path.slice(manner.length + 1),
        isOld: manner === "old",
      })
    }
  })
  return host
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly rest: string
  readonly isOld: boolean
}

function backend(root: string, { request, response, rest, isOld }: Exchange): void {
  const [path = "", query = ""] = rest.split("?")
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_NOSYSTEM: "1",
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? "",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      CONTENT_LENGTH: request.headers["content-length"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      ...(isOld ? {} : { GIT_PROTOCOL: String(request.headers["git-protocol"] ?? "") }),
    },
    stdio: ["pipe", "pipe", "ignore"],
  })
  child.stdin.on("error", () => {})
  request.pipe(child.stdin)
  const chunks: Buffer[] = []
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk))
  child.on("close", () => {
    const output = Buffer.concat(chunks)
    const end = output.indexOf("\r\n\r\n")
    const headers = output.subarray(0, end).toString("latin1").split("\r\n")
    for (const header of headers) {
      const [name = "", ...value] = header.split(": ")
      if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value.join(""), 10)
      else if (name !== "") response.setHeader(name, value.join(": "))
    }
    response.end(output.subarray(end + 4))
  })
}
