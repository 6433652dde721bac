// The details of an entry as pairs of a word and a text, short enough to read. They are names, numbers and key paths.
const TEXT_MAX = 200
/** Commits and environments: as much of them as tells two apart. */
const hash = /^[0-9a-f]{40}([0-9a-f]{24})?$/
const HASH_SHOWN = 12

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
  if (typeof value !== "string") return JSON.stringify(value)
  return hash.test(value) ? value.slice(0, HASH_SHOWN) : value
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text
}
