// What is wrong with comments: directives that nobody understands, and credentials, since comments are shown in clear.
import { diagnose } from "./diagnose.ts"
import { formatKeyPath } from "./key-path.ts"
import { credentialWithin, secretName } from "./looks-like-credential.ts"
import { referencePattern } from "./mask.ts"
import { placeholderReason } from "./placeholder-reason.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { SecretsDocument } from "./document.ts"

export function checkComments(document: SecretsDocument): Diagnostic[] {
  const problems = document.directiveProblems.map(({ kind, directive, wanted, range, keyPath }) => {
    if (kind === "argument") {
      const facts = { name: formatKeyPath(keyPath), directive, wanted, about: "argument" } as const
      return diagnose("directive.value", facts, { range, keyPath })
    }
    const facts = { directive, misplaced: kind === "misplaced" }
    return diagnose("directive.unknown", facts, { range, keyPath })
  })
  const values = namedSecrets(document)
  const credentials = document.comments.flatMap(({ text, range }) => {
    const looksLike = credentialWithin(text) ?? valueWithin(text, values)
    return looksLike === undefined
      ? []
      : [diagnose("comment.looks_like_credential", { looksLike }, { range })]
  })
  return [...problems, ...credentials]
}

/** Shorter values are found in any prose. */
const valueLengthMin = 6

/** A masked text shows comments, so that an old line left as a comment would show its value. */
function namedSecrets(document: SecretsDocument): { name: string; value: string }[] {
  return document.entries.flatMap(({ keyPath, value }) => {
    const text = value.kind === "string" ? value.value.trim() : ""
    const isNamed = secretName.test(keyPath.at(-1) ?? "")
    const isSample = referencePattern.test(text) || placeholderReason(text) !== undefined
    return isNamed && !isSample && text.length >= valueLengthMin
      ? [{ name: formatKeyPath(keyPath), value: text }]
      : []
  })
}

function valueWithin(
  comment: string,
  values: readonly { name: string; value: string }[],
): string | undefined {
  const found = values.find(({ value }) => comment.includes(value))
  return found && `the value of ${found.name}`
}
