// The texts that must not appear in a log: every value of a document, in the forms in which programs print it.
import { environmentText } from "./environment.ts"
import type { TomlTable, TomlValue } from "./value.ts"

/** Shorter texts occur by chance: hiding them would make logs unreadable and tell where they occur. */
export const redactedLengthMin = 6

/** @returns the texts to hide, longest first, so that a part never hides before the whole */
export function redactionLeaves(root: TomlTable): string[] {
  const texts = new Set<string>()
  for (const { value } of scalarsOf(root, [])) {
    const text = environmentText(value)
    if (text === undefined) continue
    for (const part of [text, ...text.split(/\r\n|\r|\n/)]) {
      for (const form of formsOf(part)) {
        if (form.length >= redactedLengthMin) texts.add(form)
      }
    }
  }
  return [...texts].toSorted((a, b) => b.length - a.length)
}

/** An element of an array has the path of its array. */
function* scalarsOf(
  value: TomlValue,
  path: string[],
): Generator<{ path: string[]; value: TomlValue }> {
  if (value.kind === "table") {
    for (const [key, inner] of value.entries) yield* scalarsOf(inner, [...path, key])
  } else if (value.kind === "array") {
    for (const item of value.items) yield* scalarsOf(item, path)
  } else yield { path, value }
}

function formsOf(text: string): string[] {
  const trimmed = text.trim()
  if (trimmed.length < redactedLengthMin) return []
  const json = JSON.stringify(text).slice(1, -1)
  const url = encodeURIComponent(text)
  return [
    text,
    trimmed,
    json,
    // As Python's json.dumps prints it, and its repr for what is not plain.
    json.replace(
      /[\u007F-\uFFFF]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
    text.replace(/[\\'\n\r\t]/g, (character) => pythonEscapes.get(character) ?? character),
    text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n"),
    url,
    // As Python's quote and quote_plus print it: they leave / and encode !'()* as well.
    url.replaceAll("%2F", "/"),
    url.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`),
    url.replaceAll("%20", "+"),
  ]
}

const pythonEscapes = new Map([
  ["\\", "\\\\"],
  ["'", "\\'"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
])
