// The blanks of a version's text: every key whose value is empty text and that its own directives do not excuse.
//
// It asks for nothing but the text, so it also holds for the readable part of a text with mistakes: a blank is told
// beside them and not only once they are mended.
import { diagnose } from "./diagnose.ts"
import { formatKeyPath } from "./key-path.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { SecretsDocument } from "./document.ts"

export function checkBlanks(document: SecretsDocument): Diagnostic[] {
  return document.entries.flatMap(({ value, directives, valueRange: range, keyPath }) => {
    const isBlank = value.kind === "string" && value.value === ""
    if (!isBlank || directives.optional || directives.install) return []
    const facts = { name: formatKeyPath(keyPath), filledBy: "text" } as const
    return [diagnose("secret.blank", facts, { range, keyPath })]
  })
}
