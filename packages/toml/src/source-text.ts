// Writes a value as an author would: readable quotes, arrays and tables on one line.
import { formatKey } from "./key-path.ts"
import { pythonFloat } from "./python-float.ts"
import { quoteLine, quoteString } from "./quote-string.ts"
import type { TomlValue } from "./value.ts"

export function sourceText(value: TomlValue): string {
  return value.kind === "string" ? quoteString(value.value) : inline(value)
}

function inline(value: TomlValue): string {
  if (value.kind === "string") return quoteLine(value.value)
  if (value.kind === "float") return pythonFloat(value.value)
  if (value.kind === "array") return `[${value.items.map(inline).join(", ")}]`
  if (value.kind === "table") {
    const pairs = [...value.entries].map(([key, item]) => `${formatKey(key)} = ${inline(item)}`)
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`
  }
  return "text" in value ? value.text : String(value.value)
}
