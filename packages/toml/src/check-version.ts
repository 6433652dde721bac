// Everything that is wrong with the document of a version, in the order of the text.
import { checkBlanks } from "./check-blanks.ts"
import { checkComments } from "./check-comments.ts"
import { checkEnvironment } from "./check-environment.ts"
import { checkReferences } from "./check-references.ts"
import { checkValues } from "./check-values.ts"
import { diagnose, inOrder } from "./diagnose.ts"
import { pathKey } from "./document.ts"
import { formatKeyPath } from "./key-path.ts"
import { readsWithOldParser, refuseOldParser } from "./old-parser.ts"
import { requiredLeaves } from "./required-keys.ts"
import { valueAt } from "./value.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { SecretsDocument } from "./document.ts"

export interface VersionCheck {
  readonly document: SecretsDocument
  /** As the repository has it at the version's commit. */
  readonly template?: { readonly document: SecretsDocument } | undefined
  /** Key paths that the author says the module does not need. */
  readonly acknowledgeMissing?: readonly (readonly string[])[] | undefined
  /** The release, where it is known. */
  readonly streamlit?: string | undefined
  /** The text is a masked one, as an editor has it: references are taken for the values that they stand for. */
  readonly masked?: boolean
}

/** @returns all severities; the document may be stored when none is an error */
export function checkVersion(check: VersionCheck): Diagnostic[] {
  const { document, streamlit, masked = false } = check
  const template = check.template?.document
  const isOld = streamlit !== undefined && readsWithOldParser(streamlit)
  return inOrder([
    ...checkBlanks(document),
    ...checkValues({ document, template, directivesOf: (leaf) => leaf.directives, masked }),
    ...checkEnvironment(document, "author"),
    ...checkComments(document),
    ...checkReferences(document.markedTexts, () => masked),
    ...(template === undefined ? [] : missing(check, template)),
    ...(isOld ? refuseOldParser(document) : []),
  ])
}

/** What is not in the text has no place in it: the text's end stands for it. */
function missing(check: VersionCheck, template: SecretsDocument): Diagnostic[] {
  const acknowledged = new Set(check.acknowledgeMissing?.map(pathKey))
  return requiredLeaves(template).flatMap(({ keyPath, directives }) => {
    const isThere = valueAt(check.document.root, keyPath) !== undefined
    if (isThere || directives.install || acknowledged.has(pathKey(keyPath))) return []
    const facts = { name: formatKeyPath(keyPath), filledBy: "text" } as const
    return [diagnose("secret.required_missing", facts, { range: check.document.end, keyPath })]
  })
}
