// A program: the gateway of this clone as `modkeep serve` sets it up, with so many routes to one module and nothing else beside it.
//
// node test/support/gateway-alone.ts PORT MODULE_SOCKET APPS_DOMAIN LABELS
import { createServer } from "node:http"

import { createGateway } from "../../packages/server/src/gateway/create-gateway.ts"
import { RouteTable } from "../../packages/server/src/gateway/route-table.ts"
import { serverOptions } from "../../packages/server/src/gateway/server-options.ts"
import { createLog } from "../../packages/server/src/observe/log.ts"
import { installId } from "@modkeep/contract/ids"
import { readFileSync } from "node:fs"

const [port = "", socket = "", appsDomain = "", labels = ""] = process.argv.slice(2)
const address = { kind: "unix", path: socket } as const
const routes = new RouteTable()
for (const label of readFileSync(labels, "utf8").trim().split("\n")) {
  routes.set({
    install: installId.parse(label.replace("-", "_")),
    state: "running",
    access: "public",
    embedOrigins: [],
    address,
  })
}
const gateway = createGateway({
  routes,
  wake: async () => await Promise.resolve(address),
  admission: {
    check: () => undefined,
    redeem: () => undefined,
    identityKey: () => new Uint8Array(32),
  },
  publicUrl: new URL(`http://${appsDomain}:${port}`),
  appsDomain,
  trustedProxies: [],
  clock: { now: () => Date.now() },
  log: createLog("info"),
})
const server = createServer(serverOptions, (req, res) => {
  if (gateway.owns(req)) gateway.handle(req, res)
  else res.writeHead(421).end()
})
server.on("upgrade", gateway.upgrade).on("clientError", gateway.clientError)
server.listen({ port: Number(port), host: "127.0.0.1" }, () => process.stdout.write("listening\n"))
