// Public hosts without the public network: a proxy that leads github.com and huggingface.co to a real Git host on this machine, with a
// certificate that a server trusts when it is started with `settings`. Everything else is passed on.
//
// What lies in `root` is served: `github.com/open/app` is the bare repository `app.git`, `github.com/private/…` wants a sign-in,
// `huggingface.co/spaces/dana/app` is `dana/app`.
import { createServer, type Server } from "node:http"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { type AddressInfo, connect, type Socket } from "node:net"
import { join } from "node:path"

import { selfSigned } from "../git/certificate.ts"
import { type GitHost, startGitHost } from "../git/https-server.ts"

const hosts = ["github.com", "huggingface.co"]

export interface PublicHosts {
  readonly root: string
  readonly settings: Readonly<Record<string, string>>
  close(): Promise<void>
}

export async function startPublicHosts(folder: string, token: string): Promise<PublicHosts> {
  const root = join(folder, "hosts")
  await mkdir(root, { recursive: true })
  const own = selfSigned(hosts)
  const known = process.env["SSL_CERT_FILE"]
  const authorities = join(folder, "authorities.pem")
  await writeFile(
    authorities,
    `${known === undefined ? "" : await readFile(known, "utf8")}\n${own.certificate}`,
  )
  const host = await startGitHost(root, own, `x-access-token:${token}`)
  const proxy = await startProxy(host)
  const { port } = proxy.server.address() as AddressInfo
  return {
    root,
    settings: {
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      SSL_CERT_FILE: authorities,
      GIT_SSL_CAINFO: authorities,
    },
    async close() {
      for (const socket of proxy.sockets) socket.destroy()
      await new Promise((resolve) => proxy.server.close(resolve))
      await host.close()
    },
  }
}

async function startProxy(host: GitHost): Promise<{ server: Server; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>()
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on("connect", (request, client: Socket) => {
    const [name = "", port = "443"] = (request.url ?? "").split(":")
    const upstream = hosts.includes(name)
      ? connect(host.port, "127.0.0.1")
      : connect(Number(port), name)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on("close", () => sockets.delete(socket))
      socket.on("error", () => {
        client.destroy()
        upstream.destroy()
      })
    }
    upstream.on("connect", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n")
      upstream.pipe(client).pipe(upstream)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return { server, sockets }
}
