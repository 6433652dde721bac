// One measurement as Markdown: title, how it was taken, table, notes.
import type { BenchResult } from "../bench.ts"

interface Section {
  readonly title: string
  readonly name: string
  readonly pairs: number
  readonly machine: string
  readonly result: BenchResult
}

export function writeSection({ title, name, pairs, machine, result }: Section): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  return [
    `## ${title}`,
    "",
    `\`npm run bench -- ${name} --pairs ${pairs}\` at ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC. ${machine}.`,
    "",
    row(result.columns),
    row(result.columns.map(() => "---")),
    ...result.rows.map(row),
    "",
    ...result.notes.map((note) => `* ${note}`),
  ].join("\n")
}
