// The budget of the built console: what a first visit loads, and what the editor adds.
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { beforeAll, expect, test } from "vitest"

const web = join(import.meta.dirname, "../..")
const dist = join(web, "dist")
const FIRST_PAGE_BYTES_MAX = 180 * 1024
const EDITOR_BYTES_MAX = 125 * 1024

interface Chunk {
  readonly file: string
  readonly name?: string
  readonly imports?: readonly string[]
}
type Manifest = Readonly<Record<string, Chunk>>

let manifest: Manifest

beforeAll(() => {
  execFileSync(process.execPath, [join(web, "../../tools/console.mjs")], { stdio: "ignore" })
  manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"))
})

/** The chunk and all that it imports at once, by file. */
function filesOf(key: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[key]
  if (chunk === undefined || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const next of chunk.imports ?? []) filesOf(next, found)
  return found
}

function gzipBytes(files: ReadonlySet<string>): number {
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0)
}

test.each(["modules", "sign-in"])(
  "the first visit to /%s loads at most 180 KB of script",
  (page) => {
    const files = filesOf(`src/pages/${page}.tsx`, filesOf("index.html"))
    expect(files.size).toBeGreaterThan(2)
    expect(gzipBytes(files)).toBeLessThanOrEqual(FIRST_PAGE_BYTES_MAX)
  },
)

test("the editor's chunk adds at most 125 KB, and no first visit loads it", () => {
  const editors = Object.keys(manifest).filter((key) => /editor/i.test(key))
  const first = filesOf("src/pages/modules.tsx", filesOf("index.html"))
  for (const key of editors) {
    const added = new Set([...filesOf(key)].filter((file) => !first.has(file)))
    expect(gzipBytes(added), key).toBeLessThanOrEqual(EDITOR_BYTES_MAX)
    expect(first.has(manifest[key]?.file ?? "")).toBe(false)
  }
})

test("no schema and no zod travel to the browser", () => {
  for (const { file } of Object.values(manifest)) {
    if (!file.endsWith(".js")) continue
    expect(readFileSync(join(dist, file), "utf8"), file).not.toContain("ZodError")
  }
})
