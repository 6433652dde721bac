// The details of an entry as pairs of a word and a text, short enough to read. They are names, numbers and key paths.
const TEXT_MAX = 200

export function detailsInWords(
  details: Readonly<Record<string, unknown>>,
): readonly (readonly [string, string])[] {
  return Object.entries(details).flatMap(([key, value]) => {
    const text = inWords(value)
    return text === "" ? [] : [[wordOf(key), cut(text)] as const]
  })
}

/** `isOperator`, `key_path` → "is operator", "key path". */
function wordOf(key: string): string {
  return key
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase()
}

function inWords(value: unknown): string {
  if (value === null || value === undefined) return ""
  if (value === true) return "yes"
  if (value === false) return "no"
  if (Array.isArray(value)) return value.map(inWords).filter(Boolean).join(", ")
  return typeof value === "string" ? value : JSON.stringify(value)
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text
}
