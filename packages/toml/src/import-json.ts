// Reads a JSON object: objects become sections, whole numbers keep every digit, null becomes a blank to be filled.
import { formatKeyPath } from "./key-path.ts"
import { writeSections } from "./write-sections.ts"
import type { TomlTable, TomlValue } from "./value.ts"

interface Read {
  readonly text: string | undefined
  readonly notes: string[]
}

export function importJson(input: string): Read {
  const parsed = parseJson(input)
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    return { text: undefined, notes: ["the text is not a JSON object"] }
  }
  const notes: string[] = []
  return { text: writeSections(toTable(parsed, [], notes)), notes }
}

/** Numbers come as text behind a mark, since JavaScript's own would lose digits of large ones. */
function parseJson(input: string): unknown {
  try {
    JSON.parse(input)
    const kept = input.replace(/"(?:[^"\\]|\\[^])*"|-?\d[\d.eE+-]*/g, (token) =>
      token.startsWith('"') ? token : `"${numberMark}${token}"`,
    )
    const value: unknown = JSON.parse(kept)
    return value
  } catch {
    return undefined
  }
}

/** A private character that no number and hardly a text starts with. */
const numberMark = "\uF8FF#"

/** A document may nest no deeper, and a deeper text must not exhaust the stack. */
const levelsMax = 33

function toTable(object: object, path: readonly string[], notes: string[]): TomlTable {
  const entries = new Map<string, TomlValue>()
  for (const [key, value] of Object.entries(object)) {
    entries.set(key, toValue(value, [...path, key], notes))
  }
  return { kind: "table", entries }
}

function toValue(value: unknown, path: readonly string[], notes: string[]): TomlValue {
  if (typeof value === "string") return toScalar(value)
  if (path.length > levelsMax) {
    notes.push("what lies deeper than 32 levels was left out")
    return { kind: "string", value: "" }
  }
  if (typeof value === "boolean") return { kind: "boolean", value }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => toValue(item, [...path, String(index)], notes))
    return { kind: "array", items }
  }
  if (typeof value === "object" && value !== null) return toTable(value, path, notes)
  notes.push(`${formatKeyPath(path)} is null and was left blank`)
  return { kind: "string", value: "" }
}

function toScalar(text: string): TomlValue {
  if (!text.startsWith(numberMark)) return { kind: "string", value: text }
  const number = text.slice(numberMark.length)
  return /^-?\d+$/.test(number)
    ? { kind: "integer", value: BigInt(number) }
    : { kind: "float", value: Number(number) }
}
