// A list as people and scripts read it: columns on a terminal, tabs when piped. `--json` never comes here.
import { stripVTControlCharacters } from "node:util"
import type { Terminal } from "./terminal.ts"

export interface Column<Item> {
  readonly title: string
  readonly of: (item: Item) => string | number | boolean | null | undefined
  /** A time in ISO form: shown short and local on a terminal, as it is when piped. */
  readonly isTime?: true
}

export function printTable<Item>(
  terminal: Terminal,
  items: readonly Item[],
  columns: readonly Column<Item>[],
): void {
  const rows = items.map((item) => columns.map((column) => cell(column, item, terminal.isTable)))
  if (!terminal.isTable) {
    for (const row of rows) terminal.print(`${row.join("\t")}\n`)
    return
  }
  if (rows.length === 0) return
  const all = [columns.map(({ title }) => title), ...rows]
  const widths = columns.map((_, index) => Math.max(...all.map((row) => (row[index] ?? "").length)))
  for (const [number, row] of all.entries()) {
    const line = row
      .map((text, index) => text.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd()
    terminal.print(
      number === 0 && terminal.hasColorOut ? `\u001B[2m${line}\u001B[22m\n` : `${line}\n`,
    )
  }
}

/** One thing: a field a line. */
export function printFields(
  terminal: Terminal,
  fields: readonly (readonly [name: string, value: string | number | boolean | null | undefined])[],
): void {
  const width = Math.max(...fields.map(([name]) => name.length))
  for (const [name, value] of fields) {
    if (value === undefined || value === null || value === "") continue
    const text = plain(String(value))
    terminal.print(terminal.isTable ? `${name.padEnd(width)}  ${text}\n` : `${name}\t${text}\n`)
  }
}

function cell<Item>(column: Column<Item>, item: Item, isTable: boolean): string {
  const value = column.of(item)
  if (value === undefined || value === null) return isTable ? "–" : ""
  return column.isTime && isTable ? localTime(String(value)) : plain(String(value))
}

/** `2026-11-24 20:33` in the reader's own time zone. */
function localTime(iso: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return plain(iso)
  const two = (number: number): string => String(number).padStart(2, "0")
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`
}

/** Text of others (names, log lines, commit subjects) must not steer the terminal or break a line of the table. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
}
