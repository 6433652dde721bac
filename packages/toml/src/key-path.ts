// Key paths as people write them: `a."b.c"`. Formatting and parsing are each other's inverse.

/** @returns the path in TOML's own form; an empty path is an empty text */
export function formatKeyPath(path: readonly string[]): string {
  return path.map(formatKey).join(".")
}

/** @returns one key, bare when it may be, else in double quotes */
export function formatKey(key: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(key)) return key
  return `"${key.replace(/["\\\u0000-\u001F\u007F]/g, escapeCharacter)}"`
}

/** @returns the segments, or undefined when the text is no key path of TOML 1.0 */
export function parseKeyPath(text: string): string[] | undefined {
  const path: string[] = []
  const segment =
    /[ \t]*(?:([A-Za-z0-9_-]+)|"((?:[^"\\\u0000-\u001F\u007F]|\t|\\.)*)"|'([^'\u0000-\u0008\u000A-\u001F\u007F]*)')[ \t]*(\.|$)/y
  for (;;) {
    const match = segment.exec(text)
    if (match === null) return undefined
    const quoted = match[2]
    const key = match[1] ?? match[3] ?? (quoted === undefined ? undefined : unescape(quoted))
    if (key === undefined) return undefined
    path.push(key)
    if (match[4] === "") return path
  }
}

const shortEscapes = new Map([
  ["\b", "\\b"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\f", "\\f"],
  ["\r", "\\r"],
  ['"', '\\"'],
  ["\\", "\\\\"],
])

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")
  return shortEscapes.get(character) ?? `\\u${code}`
}

const escapedCharacters = new Map([...shortEscapes].map(([raw, escape]) => [escape[1], raw]))

function unescape(text: string): string | undefined {
  let isValid = true
  const result = text.replace(
    /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g,
    (_, short?: string, long?: string, letter?: string) => {
      const hex = short ?? long
      if (hex !== undefined) {
        const code = Number.parseInt(hex, 16)
        if (code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)) return String.fromCodePoint(code)
      }
      const raw = letter === undefined ? undefined : escapedCharacters.get(letter)
      if (raw === undefined) isValid = false
      return raw ?? ""
    },
  )
  return isValid ? result : undefined
}
