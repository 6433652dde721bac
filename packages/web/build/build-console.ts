// Builds the console into the folder given as the only argument. Run by tools/console.mjs, which knows when it is needed.
import { join } from "node:path"
import { build } from "vite"

const outDir = process.argv[2]
if (outDir === undefined) throw new Error("Name the folder to build into")

await build({
  configFile: join(import.meta.dirname, "../vite.config.ts"),
  configLoader: "native",
  logLevel: "warn",
  build: { outDir },
})
