// Finds the Node that the project brings (a pinned package with the binary inside). Plain JavaScript: any Node ≥ 18 reads it.
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The path of the project's Node 24, or of the running Node when that is new enough. Throws when neither is there. */
export function projectNode() {
  const own = join(root, "node_modules", `node-linux-${process.arch}`, "bin", "node")
  if (existsSync(own)) return own
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath
  throw new Error("The project's Node 24 is not installed yet: run npm start once, it brings it")
}
