// Measures a check of a document as the editor and the server do it: parse, every diagnostic, all in one go.
//
// Prints medians of 15 runs after a warm-up: the largest document allowed (64 KiB, 1,000 keys) and a typical one (2 KB).
import { checkInstall } from "../src/check-install.ts"
import { checkVersion } from "../src/check-version.ts"
import { writeCanonical } from "../src/canonical.ts"
import { effective } from "../src/layers.ts"
import { maskText } from "../src/mask.ts"
import { parse } from "../src/parse.ts"
import { unmask } from "../src/unmask.ts"
import type { SecretsDocument } from "../src/document.ts"

function documentOf(keys: number, bytes: number): string {
  const size = Math.floor(bytes / keys) - 24
  const lines = Array.from({ length: keys }, (_, index) => {
    const header = index % 40 === 20 ? `\n# Section ${index}\n[section_${index}]\n` : ""
    return `${header}KEY_${index} = "${"v".repeat(Math.max(1, size))}${index}"\n`
  })
  return lines.join("")
}

function read(text: string): SecretsDocument {
  const { document, diagnostics } = parse(text)
  if (document === undefined) throw new Error(JSON.stringify(diagnostics))
  return document
}

function median(work: () => unknown): number {
  for (let run = 0; run < 5; run++) work()
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return times.toSorted((a, b) => a - b)[7] ?? Number.NaN
}

for (const [name, keys, bytes] of [
  ["64 KiB, 1,000 keys", 1000, 64 * 1024],
  ["2 KB, 30 keys", 30, 2048],
] as const) {
  const text = documentOf(keys, bytes)
  const document = read(text)
  const template = { document }
  const paths = new Map(document.leaves.map((leaf, index) => [JSON.stringify(leaf.keyPath), index]))
  const mark = (path: readonly string[]) =>
    (paths.get(JSON.stringify(path)) ?? 0).toString(16).padStart(8, "0")
  const masked = maskText(document, mark)
  const start = performance.now()
  checkVersion({ document: read(text.replace("KEY_0", "KEY_X")), template })
  const first = performance.now() - start
  const rows = {
    parse: () => read(text),
    "parse and check a version against its template": () =>
      checkVersion({ document: read(text), template, streamlit: "1.40.2" }),
    "parse and check an install": () =>
      checkInstall({ overlay: read(text), version: document, template }),
    mask: () => maskText(document, mark),
    unmask: () => unmask(masked, { document, mark }),
    "effective and canonical": () => writeCanonical(effective(document, document).root),
  }
  console.log(`${name} (${text.length} bytes; the first check took ${first.toFixed(1)} ms)`)
  for (const [row, work] of Object.entries(rows)) {
    console.log(`  ${row}: ${median(work).toFixed(2)} ms`)
  }
}
