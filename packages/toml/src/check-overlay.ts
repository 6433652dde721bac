// An install may set what its version declares, and in the type that is declared.
import { diagnose } from "./diagnose.ts"
import { pathKey, findLeaf } from "./document.ts"
import { nameOfKind } from "./environment.ts"
import { formatKeyPath } from "./key-path.ts"
import { isReference } from "./mask.ts"
import { Positions } from "./positions.ts"
import { valueAt } from "./value.ts"
import type { Diagnostic, Range } from "./diagnostic.ts"
import type { SecretsDocument } from "./document.ts"
import type { TomlKind, TomlValue } from "./value.ts"

interface Declarations {
  readonly version: SecretsDocument
  readonly template: SecretsDocument | undefined
  /** Paths that are declared without a value, so of any type. */
  readonly declared: readonly (readonly string[])[]
}

interface Asked extends Declarations {
  readonly overlay: SecretsDocument
  /** References have the type of the value that they stand for, which cannot be seen here. */
  readonly masked: boolean
}

export function checkOverlay({ overlay, masked, ...declarations }: Asked): Diagnostic[] {
  const found = new Map<string, Diagnostic>()
  const free = new Set(declarations.declared.map(pathKey))
  const positions = new Positions(overlay.text)
  for (const { path, keySpan, valueSpan } of overlay.statements) {
    const keyRange = positions.range(keySpan)
    const valueRange = positions.range(valueSpan ?? keySpan)
    for (const leafPath of pathsUnder(valueAt(overlay.root, path), path, valueSpan !== undefined)) {
      const diagnostic = free.has(pathKey(leafPath))
        ? undefined
        : checkPath(leafPath, { overlay, masked, declarations, keyRange, valueRange })
      const place = diagnostic && pathKey(diagnostic.keyPath)
      // The keys of one section that is refused as a whole are one finding.
      if (diagnostic !== undefined && place !== undefined && !found.has(place)) {
        found.set(place, diagnostic)
      }
    }
  }
  return [...found.values()]
}

/** A header stands for its section only when the section holds nothing; an inline table stands for its keys. */
function pathsUnder(
  value: TomlValue | undefined,
  path: readonly string[],
  isInline: boolean,
): (readonly string[])[] {
  if (value?.kind !== "table" || value.entries.size === 0) return [path]
  if (!isInline) return []
  return [...value.entries].flatMap(([key, inner]) => pathsUnder(inner, [...path, key], true))
}

interface Place {
  readonly overlay: SecretsDocument
  readonly masked: boolean
  readonly declarations: Declarations
  readonly keyRange: Range
  readonly valueRange: Range
}

/** Walks down from the root: where both sides are sections it goes on, anywhere else the types must be the same. */
function checkPath(path: readonly string[], place: Place): Diagnostic | undefined {
  for (let length = 1; length <= path.length; length++) {
    const keyPath = path.slice(0, length)
    const given = valueAt(place.overlay.root, keyPath)
    const wanted = declaredValue(keyPath, place.declarations)
    const name = formatKeyPath(path)
    if (given === undefined) return undefined
    if (wanted === undefined) {
      return diagnose("secret.not_declared", { name }, { range: place.keyRange, keyPath: path })
    }
    if (given.kind === "table" && wanted.kind === "table") continue
    if (place.masked && isReference(given)) return undefined
    if (kindsAllowed(keyPath, wanted, place.declarations).includes(given.kind)) return undefined
    const facts = {
      name: formatKeyPath(keyPath),
      wanted: nameOfKind(wanted.kind),
      given: nameOfKind(given.kind),
    }
    return diagnose("overlay.type", facts, { range: place.valueRange, keyPath })
  }
  return undefined
}

function declaredValue(path: readonly string[], { version, template }: Declarations) {
  return valueAt(version.root, path) ?? (template && valueAt(template.root, path))
}

/** A blank is text only because nothing stands there yet: its @type says what the author expects. */
function kindsAllowed(
  path: readonly string[],
  wanted: TomlValue,
  { version, template }: Declarations,
): TomlKind[] {
  if (wanted.kind !== "string" || wanted.value !== "") return [wanted.kind]
  const leaf = findLeaf(version, path) ?? (template && findLeaf(template, path))
  const type = leaf?.directives.type
  if (type === "int" || type === "port") return ["string", "integer"]
  if (type === "float") return ["string", "integer", "float"]
  return type === "bool" ? ["string", "boolean"] : ["string"]
}
