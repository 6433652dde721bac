// A check of a secrets document as the editor, the command line and the server do it: parse and every diagnostic, in one go.
//
// There is no opponent: it is the work between two keystrokes. The first check of a process is shown too, since the command line
// makes only that one.
import { checkVersion } from "@modkeep/toml/check-version"
import { parse } from "@modkeep/toml/parse"

import type { BenchOptions, BenchResult } from "./bench.ts"
import { percentile } from "./support/percentile.ts"

const documents = [
  { name: "typical: 2 KB, 30 keys", keys: 30, bytes: 2 * 1024 },
  { name: "largest: 64 KiB, 1,000 keys", keys: 1_000, bytes: 64 * 1024 },
] as const
const checksPerRound = 15

export async function checkDocument({ pairs }: BenchOptions): Promise<BenchResult> {
  const rows = documents.map(({ name, keys, bytes }) => {
    const text = textOf(keys, bytes)
    const template = parse(text.replace(/= ".*"/u, '= ""')).document
    const check = () => {
      const start = performance.now()
      const { document } = parse(text)
      if (document === undefined || template === undefined)
        throw new Error(`${name} does not parse`)
      checkVersion({ document, template: { document: template } })
      return performance.now() - start
    }
    const first = check()
    for (let warm = 0; warm < checksPerRound; warm++) check()
    const times = Array.from({ length: pairs * checksPerRound }, check)
    const shown = [percentile(times, 0.5), percentile(times, 0.99), first]
    return [name, String(text.length), ...shown.map((ms) => ms.toFixed(2))]
  })
  return {
    columns: ["Document", "bytes", "p50 ms", "p99 ms", "first ms"],
    rows,
    notes: [
      `Parse, then the check of a version against a template with one blank; ${pairs * checksPerRound} checks after a warm-up. The first check of the typical document is the first of its process too, the code still cold.`,
    ],
  }
}

function textOf(keys: number, bytes: number): string {
  const line = (index: number, padding: number) => {
    const section = index % 40 === 20 ? `\n# Section ${index}\n[section_${index}]\n` : ""
    return `${section}KEY_${index} = "${"v".repeat(padding)}"\n`
  }
  const empty = Array.from({ length: keys }, (_, index) => line(index, 1)).join("")
  const padding = 1 + Math.max(0, Math.floor((bytes - empty.length) / keys))
  return Array.from({ length: keys }, (_, index) => line(index, padding)).join("")
}
