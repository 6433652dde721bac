// Lays an install's document over its version's: what a module sees.
//
// Tables merge key by key at any depth; every other value, arrays included, replaces. A key left blank never gets through:
// one that the version's author called @optional is left out, any other is left out and named.
import { leafIndex, pathKey } from "./document.ts"
import type { Leaf, SecretsDocument } from "./document.ts"
import type { TomlTable, TomlValue } from "./value.ts"

export interface Origin {
  readonly path: readonly string[]
  readonly origin: "version" | "install"
  /** The install replaces a value of the version, also of another type. */
  readonly overrides: boolean
}

export interface Effective {
  readonly root: TomlTable
  /** One for each key that has a value; an array is one key. */
  readonly origins: Origin[]
  /** Blank keys that nobody may leave blank: while there is one, nothing may be started. */
  readonly blanks: string[][]
}

export function effective(version: SecretsDocument, install?: SecretsDocument): Effective {
  const merge = new Merge(leafIndex(version))
  const root = merge.tables(version.root, install?.root, [])
  return { root, origins: merge.origins, blanks: merge.blanks }
}

class Merge {
  readonly origins: Origin[] = []
  readonly blanks: string[][] = []
  readonly #declared: ReadonlyMap<string, Leaf>

  constructor(declared: ReadonlyMap<string, Leaf>) {
    this.#declared = declared
  }

  tables(
    below: TomlTable | undefined,
    above: TomlTable | undefined,
    path: readonly string[],
  ): TomlTable {
    const entries = new Map<string, TomlValue>()
    for (const key of new Set([
      ...(below?.entries.keys() ?? []),
      ...(above?.entries.keys() ?? []),
    ])) {
      const value = this.#key(below?.entries.get(key), above?.entries.get(key), [...path, key])
      if (value !== undefined) entries.set(key, value)
    }
    return { kind: "table", entries }
  }

  #key(
    below: TomlValue | undefined,
    above: TomlValue | undefined,
    path: string[],
  ): TomlValue | undefined {
    const winner = above ?? below
    if (winner === undefined) return undefined
    if (winner.kind === "table") {
      const lower = below?.kind === "table" ? below : undefined
      return this.tables(lower, above === undefined ? undefined : winner, path)
    }
    const value = this.#withoutBlanks(winner, path)
    if (value !== undefined) {
      const isInstall = above !== undefined
      const overrides = isInstall && below !== undefined
      this.origins.push({ path, origin: isInstall ? "install" : "version", overrides })
    }
    return value
  }

  /** Elements of arrays are no variables and may be empty text; keys of tables inside arrays are. */
  #withoutBlanks(value: TomlValue, path: string[]): TomlValue | undefined {
    if (value.kind === "string" && value.value === "") {
      const isOptional = this.#declared.get(pathKey(path))?.directives.optional === true
      if (!isOptional) this.blanks.push(path)
      return undefined
    }
    return value.kind === "array" ? { kind: "array", items: this.#items(value.items, path) } : value
  }

  #items(items: readonly TomlValue[], path: readonly string[]): TomlValue[] {
    return items.map((item, index) => {
      const place = [...path, String(index)]
      if (item.kind === "array") return { kind: "array", items: this.#items(item.items, place) }
      return item.kind === "table" ? this.#inner(item, place) : item
    })
  }

  #inner(table: TomlTable, path: readonly string[]): TomlTable {
    const entries = new Map<string, TomlValue>()
    for (const [key, value] of table.entries) {
      const place = [...path, key]
      const kept =
        value.kind === "table" ? this.#inner(value, place) : this.#withoutBlanks(value, place)
      if (kept !== undefined) entries.set(key, kept)
    }
    return { kind: "table", entries }
  }
}
