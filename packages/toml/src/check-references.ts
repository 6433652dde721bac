// A reference is never a value: one that was not put back must not be stored, and neither must what only looks like one.
import { diagnose } from "./diagnose.ts"
import { formatKeyPath } from "./key-path.ts"
import { referencePattern } from "./mask.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { MarkedText } from "./document.ts"

/** @param isKnown whether a reference may stand here; text that only looks like one never may */
export function checkReferences(
  markedTexts: readonly MarkedText[],
  isKnown: (mark: string) => boolean,
): Diagnostic[] {
  return markedTexts.flatMap(({ text, keyPath, range }) => {
    const mark = referencePattern.exec(text)?.[1]
    if (mark !== undefined && isKnown(mark)) return []
    const code = mark === undefined ? "reference.reserved" : "reference.unknown"
    return [diagnose(code, { name: formatKeyPath(keyPath) }, { range, keyPath })]
  })
}
