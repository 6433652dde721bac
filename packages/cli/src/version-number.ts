// The release of this command line, from its package.
import { readFileSync } from "node:fs"

export function readVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8")
  const parsed: { version: string } = JSON.parse(text)
  return parsed.version
}
