// What is wrong with comments: directives that nobody understands, and credentials, since comments are shown in clear.
import { diagnose } from "./diagnose.ts"
import { formatKeyPath } from "./key-path.ts"
import { credentialWithin } from "./looks-like-credential.ts"
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
  const credentials = document.comments.flatMap(({ text, range }) => {
    const looksLike = credentialWithin(text)
    return looksLike === undefined
      ? []
      : [diagnose("comment.looks_like_credential", { looksLike }, { range })]
  })
  return [...problems, ...credentials]
}
