// Changes a masked text key by key, every other byte as it was; a change that has no place in it ends the command.
import { removeKey, setValue, type Source } from "@modkeep/toml/edit"
import type { SecretsDocument } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { parse } from "@modkeep/toml/parse"
import type { TomlValue } from "@modkeep/toml/value"
import { exitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"

export function setIn(text: string, path: readonly string[], value: TomlValue | Source): string {
  const changed = setValue(read(text), path, value)
  if (changed !== undefined) return changed
  const name = formatKeyPath(path)
  throw new Stop(
    exitCode.wrongUse,
    "secrets.no_place",
    `Cannot set ${name}: the document has a value where ${name} needs a section, or a section in its place`,
  )
}

export function removeIn(text: string, path: readonly string[]): string {
  const changed = removeKey(read(text), path)
  if (changed !== undefined) return changed
  throw new Stop(
    exitCode.notFound,
    "secrets.key_not_found",
    `The document has no key ${formatKeyPath(path)} of its own`,
  )
}

function read(text: string): SecretsDocument {
  const { document } = parse(text)
  if (document === undefined)
    throw new Stop(
      exitCode.diagnostics,
      "toml.syntax",
      "The stored text cannot be read as it is: mend it with modkeep secrets edit",
    )
  return document
}
