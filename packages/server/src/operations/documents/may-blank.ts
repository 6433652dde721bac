// Whether a version's new text can leave a key blank in any install that has a value there now. Only then are its installs opened.
//
// Only a key that is blank anew, or no longer called @optional, can do that. Most saves have neither: what was blank before is filled
// by an install or is not, whatever else the new text says.
import { leafIndex, pathKey, type SecretsDocument } from "@modkeep/toml/document"
import { effective } from "@modkeep/toml/layers"

export function mayBlank(now: SecretsDocument, document: SecretsDocument): boolean {
  const own = leafIndex(document)
  // Also a key inside an array: an install's own array may hold it, blank.
  const wasOptional = now.entries.some(
    ({ keyPath, directives }) =>
      directives.optional && own.get(pathKey(keyPath))?.directives.optional !== true,
  )
  const before = new Set(effective(now).blanks.map(pathKey))
  return wasOptional || effective(document).blanks.some((path) => !before.has(pathKey(path)))
}
