// Shows a document without its values: each is replaced by a reference, `"<kept:3f9c2a71>"`.
//
// A reference is a plain TOML string, so the masked text is itself a document. Arrays and dates are one reference each,
// tables go key by key. A blank stays: there is nothing to hide, and a reader has to see what is still to be filled.
import { pathKey, typedText } from "./document.ts"
import type { SecretsDocument } from "./document.ts"
import type { TomlValue } from "./value.ts"

/** What a reference is, and nothing else is. */
export const referencePattern = /^<kept:([0-9a-f]{8})>$/

/** @returns the text as typed; `mark` gives the 8 hexadecimal digits for a key, unique in the document */
export function maskText(
  document: SecretsDocument,
  mark: (path: readonly string[]) => string,
): string {
  const { text, leaves } = document
  const parts: string[] = []
  let done = 0
  for (const { keyPath, value, valueSpan } of leaves) {
    if (value.kind === "string" && value.value === "") continue
    parts.push(text.slice(done, valueSpan[0]), reference(mark(keyPath)))
    done = valueSpan[1]
  }
  parts.push(text.slice(done))
  return typedText(parts.join(""), document)
}

export function isReference(value: TomlValue): boolean {
  return value.kind === "string" && referencePattern.test(value.value)
}

export function reference(mark: string): string {
  return `"<kept:${mark}>"`
}

/**
 * Makes marks unique in a document. Two keys of one document can share the first 32 bits of their hash; the later one is
 * then hashed again with the next `attempt`. The paths must come in the same order every time, which `document.leaves` does.
 *
 * @param hash gives 8 hexadecimal digits that depend on the path, the attempt, and a secret of the document
 */
export function uniqueMarks(
  paths: readonly (readonly string[])[],
  hash: (path: readonly string[], attempt: number) => string,
): (path: readonly string[]) => string {
  const marks = new Map<string, string>()
  const taken = new Set<string>()
  for (const path of paths) {
    let attempt = 0
    let mark = hash(path, attempt)
    while (taken.has(mark)) mark = hash(path, ++attempt)
    taken.add(mark)
    marks.set(pathKey(path), mark)
  }
  return (path) => marks.get(pathKey(path)) ?? hash(path, 0)
}
