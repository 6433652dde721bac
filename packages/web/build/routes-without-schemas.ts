// The contract's client for the browser: of each route it keeps method and path. The schemas are the server's to check, so
// that neither they nor zod (24 KB) travel to the browser.
import type { Route } from "@modkeep/contract/route"
import { routes } from "@modkeep/contract/routes"
import type { Plugin } from "vite"

const virtual = "\0modkeep-routes"

export function routesWithoutSchemas(): Plugin {
  return {
    name: "modkeep:routes-without-schemas",
    enforce: "pre",
    resolveId(source, importer) {
      const isClients =
        source === "./routes.ts" && importer?.endsWith("/contract/src/client.ts") === true
      return isClients ? virtual : undefined
    },
    load(id) {
      if (id !== virtual) return undefined
      const table = Object.entries<Route>(routes).map(([name, { method, path }]) => [
        name,
        { method, path },
      ])
      return `export const routes = ${JSON.stringify(Object.fromEntries(table))}`
    },
  }
}
