// Writes a table as a document for people: plain keys first, then a section for each table, readable quotes.
import { formatKey, formatKeyPath } from "./key-path.ts"
import { sourceText } from "./source-text.ts"
import type { TomlTable } from "./value.ts"

export function writeSections(root: TomlTable): string {
  return sectionsOf(root, []).join("\n")
}

function sectionsOf(table: TomlTable, path: readonly string[]): string[] {
  const lines: string[] = []
  const below: string[] = []
  for (const [key, value] of table.entries) {
    if (value.kind === "table") below.push(...sectionsOf(value, [...path, key]))
    else lines.push(`${formatKey(key)} = ${sourceText(value)}\n`)
  }
  // A section that only holds sections needs no header; one that holds nothing at all does, or it would be lost.
  const needsHeader = path.length > 0 && (lines.length > 0 || below.length === 0)
  const header = needsHeader ? `[${formatKeyPath(path)}]\n` : ""
  const own = header + lines.join("")
  return own === "" ? below : [own, ...below]
}
