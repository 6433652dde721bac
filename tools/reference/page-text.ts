// The frame of a page: its title, how it came to be, its parts with one blank line between them.

export function pageText(title: string, parts: readonly string[]): string {
  const made =
    "<!-- Written by tools/write-reference.ts from the code. Change the code, then write it anew. -->"
  return `${[`# ${title}`, made, ...parts].join("\n\n")}\n`
}

/** A Markdown table; bars inside cells are escaped. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n")
}
