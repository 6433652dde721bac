// The rules of TOML 1.0 about what may be defined once, extended or opened again, as Python's tomllib applies them.
//
// The parser checks most of it; what it lets through would be refused by Streamlit, so the tree is built under these rules.
import type { TomlValue } from "./value.ts"

interface OpenTable {
  readonly kind: "table"
  readonly entries: Map<string, TomlValue>
}

interface OpenArray {
  readonly kind: "array"
  readonly items: OpenTable[]
}

export interface Section {
  readonly path: readonly string[]
  readonly table: OpenTable
}

export class Definitions {
  readonly root: OpenTable = newTable()
  /** Tables and arrays that may still be extended; what came as `{…}` or `[…]` never is. */
  readonly #open = new Map<TomlValue, OpenTable | OpenArray>([[this.root, this.root]])
  /** Tables that a header or a finished section's dotted keys have defined. */
  readonly #defined = new Set<TomlValue>()
  #dotted = new Set<TomlValue>()

  /** @returns the section that the header opens, or undefined when it may not be opened (again) */
  openSection(keys: readonly string[], kind: "table" | "array-table"): Section | undefined {
    for (const table of this.#dotted) this.#defined.add(table)
    this.#dotted = new Set()
    const parent = this.#descend(keys.slice(0, -1))
    const last = keys.at(-1)
    if (parent === undefined || last === undefined) return undefined
    return kind === "table" ? this.#openTable(parent, last) : this.#openElement(parent, last)
  }

  /** Dotted keys make tables on the way. @returns false when the key, or a table on the way, is defined already */
  define(section: Section, keys: readonly string[], value: TomlValue): boolean {
    let table = section.table
    for (const key of keys.slice(0, -1)) {
      const child = table.entries.get(key)
      const next = child === undefined ? this.#addTable(table, key) : this.#open.get(child)
      if (next?.kind !== "table" || this.#defined.has(next)) return false
      this.#dotted.add(next)
      table = next
    }
    const last = keys.at(-1)
    if (last === undefined || table.entries.has(last)) return false
    table.entries.set(last, value)
    return true
  }

  #descend(keys: readonly string[]): Section | undefined {
    let section: Section = { path: [], table: this.root }
    for (const key of keys) {
      const child = section.table.entries.get(key)
      const next = child === undefined ? this.#addTable(section.table, key) : this.#open.get(child)
      if (next === undefined) return undefined
      section = enter(section.path, key, next)
    }
    return section
  }

  #openTable(parent: Section, key: string): Section | undefined {
    const child = parent.table.entries.get(key)
    const table = child === undefined ? this.#addTable(parent.table, key) : this.#open.get(child)
    if (table?.kind !== "table" || this.#defined.has(table)) return undefined
    this.#defined.add(table)
    return { path: [...parent.path, key], table }
  }

  #openElement(parent: Section, key: string): Section | undefined {
    const child = parent.table.entries.get(key)
    let array = child === undefined ? undefined : this.#open.get(child)
    if (child === undefined) {
      array = { kind: "array", items: [] }
      this.#open.set(array, array)
      parent.table.entries.set(key, array)
    }
    if (array?.kind !== "array") return undefined
    const table = newTable()
    this.#open.set(table, table)
    array.items.push(table)
    return enter(parent.path, key, array)
  }

  #addTable(parent: OpenTable, key: string): OpenTable {
    const table = newTable()
    this.#open.set(table, table)
    parent.entries.set(key, table)
    return table
  }
}

function newTable(): OpenTable {
  return { kind: "table", entries: new Map() }
}

function enter(path: readonly string[], key: string, next: OpenTable | OpenArray): Section {
  if (next.kind === "table") return { path: [...path, key], table: next }
  // An array of tables is only made together with its first element, so there is a last one.
  const table = next.items.at(-1) ?? newTable()
  return { path: [...path, key, String(next.items.length - 1)], table }
}
