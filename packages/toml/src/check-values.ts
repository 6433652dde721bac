// What is wrong with single values: white space only, an untouched sample, one that does not fit its directives.
import { diagnose } from "./diagnose.ts"
import { wantedInstead } from "./directive-fit.ts"
import { formatKeyPath } from "./key-path.ts"
import { isReference } from "./mask.ts"
import { placeholderReason } from "./placeholder-reason.ts"
import { equalValues, valueAt } from "./value.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { Directives } from "./directives.ts"
import type { Leaf, SecretsDocument } from "./document.ts"

interface Asked {
  readonly document: SecretsDocument
  readonly template: SecretsDocument | undefined
  /** The directives that hold for a key: of the text itself, or of the version under an install. */
  readonly directivesOf: (leaf: Leaf) => Directives | undefined
  /** References stand for values that cannot be seen here, and so cannot be judged. */
  readonly masked: boolean
}

export function checkValues({ document, template, directivesOf, masked }: Asked): Diagnostic[] {
  return document.entries.flatMap((leaf) => {
    if (masked && isReference(leaf.value)) return []
    const { value, valueRange: range, keyPath } = leaf
    const name = formatKeyPath(keyPath)
    const found: Diagnostic[] = []
    if (value.kind === "string" && value.value !== "") {
      const reason = template && samplesReason(leaf, template)
      if (value.value.trim() === "") {
        found.push(diagnose("secret.whitespace_only", { name }, { range, keyPath }))
      } else if (reason !== undefined) {
        found.push(diagnose("secret.unchanged_placeholder", { name, reason }, { range, keyPath }))
      }
    }
    const misfit = wantedInstead(value, directivesOf(leaf))
    if (misfit !== undefined) {
      const facts = { name, about: "value", ...misfit } as const
      found.push(diagnose("directive.value", facts, { range, keyPath }))
    }
    return found
  })
}

function samplesReason({ value, keyPath }: Leaf, template: SecretsDocument): string | undefined {
  const sample = valueAt(template.root, keyPath)
  if (value.kind !== "string" || sample === undefined || !equalValues(value, sample))
    return undefined
  return placeholderReason(value.value)
}
