// Writes a document in the subset of TOML that every supported Streamlit reads alike: tomllib (from 1.66), and
// `toml` 0.10.2 (before) wherever `refuseOldParser` has nothing to say.
//
// One key on a line, values before sub-sections, no dotted keys, no comments. The escapes are those that the old library
// reads as TOML means them: it miscounts quotes and backslashes and splits arrays at brackets inside text.
import { pythonFloat } from "./python-float.ts"
import type { TomlArray, TomlTable, TomlValue } from "./value.ts"

/** @returns UTF-8 text without a byte order mark, LF at every line's end */
export function writeCanonical(root: TomlTable): string {
  const lines: string[] = []
  writeTable(root, "", lines)
  return lines.join("")
}

function writeTable(table: TomlTable, header: string, lines: string[]): void {
  const sections: [string, readonly TomlTable[], "[" | "[["][] = []
  for (const [key, value] of table.entries) {
    const path = header === "" ? writeKey(key) : `${header}.${writeKey(key)}`
    if (value.kind === "table") sections.push([path, [value], "["])
    else {
      const tables = value.kind === "array" ? onlyTables(value) : undefined
      if (tables === undefined) lines.push(`${writeKey(key)} = ${writeValue(value, false)}\n`)
      else sections.push([path, tables, "[["])
    }
  }
  for (const [path, tables, bracket] of sections) {
    for (const element of tables) {
      lines.push(bracket === "[" ? `\n[${path}]\n` : `\n[[${path}]]\n`)
      writeTable(element, path, lines)
    }
  }
}

function onlyTables({ items }: TomlArray): readonly TomlTable[] | undefined {
  const tables = items.filter((item) => item.kind === "table")
  return items.length > 0 && tables.length === items.length ? tables : undefined
}

function writeValue(value: TomlValue, isInner: boolean): string {
  if (value.kind === "string") return writeString(value.value, isInner)
  if (value.kind === "float") return writeFloat(value.value)
  if (value.kind === "array") {
    return `[${value.items.map((item) => writeValue(item, true)).join(", ")}]`
  }
  if (value.kind === "table") {
    const pairs = [...value.entries].map(
      ([key, item]) => `${writeKey(key)} = ${writeValue(item, true)}`,
    )
    return `{${pairs.join(", ")}}`
  }
  return "text" in value ? value.text : String(value.value)
}

/** TOML wants a point or an exponent, and the old library a point even before an exponent. */
function writeFloat(value: number): string {
  const text = pythonFloat(value)
  return text.includes(".") ? text : text.replace("e", ".0e")
}

function writeKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : `"${escape(key, false)}"`
}

const literal = /^[^'\u0000-\u001F\u007F]+$/
/** The old library looks for these inside arrays and inline tables without regard to quotes. */
const structural = /[[\]{},#'=]/

function writeString(value: string, isInner: boolean): string {
  const isLiteral = literal.test(value)
  if (!isInner && isLiteral && /["\\]/.test(value)) return `'${value}'`
  const escaped = escape(value, isInner)
  // The old library strips two quotes at the start of what it takes for the rest of `"""`.
  if (value === '"' || value.startsWith('""')) {
    const isPlain = isLiteral && !value.includes("\\") && !structural.test(value)
    return isPlain ? `'${value}'` : `"""${escaped}"""`
  }
  return `"${escaped}"`
}

const shortEscapes = new Map([
  ["\b", "\\b"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\f", "\\f"],
  ["\r", "\\r"],
  ["\\", "\\\\"],
])

function escape(value: string, isInner: boolean): string {
  const pattern = isInner
    ? /(?<=\\)[uU]|["\\[\]{},#'=\u0000-\u001F\u007F]/g
    : /(?<=\\)[uU]|["\\\u0000-\u001F\u007F]/g
  return value.replace(pattern, (character) => shortEscapes.get(character) ?? codeEscape(character))
}

function codeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`
}
