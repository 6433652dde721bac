// Everything that is wrong with an install's document, checked over the version it is laid on.
//
// No blank gets through: one in the overlay, and one that the version leaves, are errors unless the version's author
// called the key @optional. Ranges lie in the overlay, and nothing said here tells a value of the version.
import { checkComments } from "./check-comments.ts"
import { checkEnvironment } from "./check-environment.ts"
import { checkOverlay } from "./check-overlay.ts"
import { checkReferences } from "./check-references.ts"
import { checkValues } from "./check-values.ts"
import { diagnose, inOrder } from "./diagnose.ts"
import { leafIndex, pathKey } from "./document.ts"
import { formatKeyPath } from "./key-path.ts"
import { effective } from "./layers.ts"
import { readsWithOldParser, refuseOldParser } from "./old-parser.ts"
import { requiredLeaves } from "./required-keys.ts"
import { valueAt } from "./value.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { Effective } from "./layers.ts"
import type { Leaf, SecretsDocument } from "./document.ts"

export interface InstallCheck {
  readonly overlay: SecretsDocument
  readonly version: SecretsDocument
  readonly template?: { readonly document: SecretsDocument } | undefined
  /** Names of authentication fields that the code scan finds, endpoints left out: an install may set them too. */
  readonly declared?: readonly (readonly string[])[] | undefined
  readonly acknowledgeMissing?: readonly (readonly string[])[] | undefined
  readonly streamlit?: string | undefined
  /** The text is a masked one, as an editor has it: references are taken for the values that they stand for. */
  readonly masked?: boolean
}

/** @returns all severities; the overlay may be stored, and the install may start, when none is an error */
export function checkInstall(check: InstallCheck): Diagnostic[] {
  const { overlay, version, streamlit, masked = false } = check
  const template = check.template?.document
  const versionLeaves = leafIndex(version)
  const directivesOf = (leaf: Leaf) => versionLeaves.get(pathKey(leaf.keyPath))?.directives
  const isOld = streamlit !== undefined && readsWithOldParser(streamlit)
  const merged = effective(version, overlay)
  return inOrder([
    ...blanks(overlay, merged),
    ...(template === undefined ? [] : missing(check, { template, merged, versionLeaves })),
    ...checkOverlay({ overlay, version, template, declared: check.declared ?? [], masked }),
    ...checkValues({ document: overlay, template, directivesOf, masked }),
    ...checkEnvironment(overlay, "installer"),
    ...checkComments(overlay),
    ...checkReferences(overlay.markedTexts, () => masked),
    ...(isOld ? refuseOldParser(overlay) : []),
  ])
}

function blanks(overlay: SecretsDocument, merged: Effective): Diagnostic[] {
  const own = leafIndex(overlay)
  return merged.blanks.map((keyPath) => {
    const leaf = own.get(pathKey(keyPath))
    const facts = {
      name: formatKeyPath(keyPath),
      filledBy: leaf === undefined ? "install" : "text",
    } as const
    return diagnose("secret.blank", facts, { range: leaf?.valueRange ?? overlay.end, keyPath })
  })
}

interface MissingFrom {
  readonly template: SecretsDocument
  readonly merged: Effective
  readonly versionLeaves: ReadonlyMap<string, Leaf>
}

function missing(
  check: InstallCheck,
  { template, merged, versionLeaves }: MissingFrom,
): Diagnostic[] {
  const settled = new Set([...(check.acknowledgeMissing ?? []), ...merged.blanks].map(pathKey))
  return requiredLeaves(template).flatMap(({ keyPath }) => {
    const isOptional = versionLeaves.get(pathKey(keyPath))?.directives.optional === true
    const isThere = valueAt(merged.root, keyPath) !== undefined
    if (isThere || isOptional || settled.has(pathKey(keyPath))) return []
    const facts = { name: formatKeyPath(keyPath), filledBy: "install" } as const
    return [diagnose("secret.required_missing", facts, { range: check.overlay.end, keyPath })]
  })
}
