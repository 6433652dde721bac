// A TOML value with its type kept: whole numbers exact, dates as text, tables as Maps.
//
// Tables are Maps so that keys such as `__proto__` are keys like any other and reach no prototype.
export type TomlValue =
  | TomlString
  | TomlInteger
  | TomlFloat
  | TomlBoolean
  | TomlDate
  | TomlArray
  | TomlTable

export interface TomlString {
  readonly kind: "string"
  readonly value: string
}

export interface TomlInteger {
  readonly kind: "integer"
  readonly value: bigint
}

export interface TomlFloat {
  readonly kind: "float"
  readonly value: number
}

export interface TomlBoolean {
  readonly kind: "boolean"
  readonly value: boolean
}

/** `text` is canonical: `T`, upper case, at most six digits of a second, `Z` for a zero offset. */
export interface TomlDate {
  readonly kind: "offset-datetime" | "local-datetime" | "local-date" | "local-time"
  readonly text: string
}

export interface TomlArray {
  readonly kind: "array"
  readonly items: readonly TomlValue[]
}

export interface TomlTable {
  readonly kind: "table"
  readonly entries: ReadonlyMap<string, TomlValue>
}

export type TomlKind = TomlValue["kind"]

/** @returns the value at `path`; an element of an array is reached by its index in decimal */
export function valueAt(root: TomlValue, path: readonly string[]): TomlValue | undefined {
  let value: TomlValue | undefined = root
  for (const segment of path) {
    if (value?.kind === "table") value = value.entries.get(segment)
    else if (value?.kind === "array") {
      value = /^(?:0|[1-9]\d{0,8})$/.test(segment) ? value.items[Number(segment)] : undefined
    } else return undefined
  }
  return value
}

/** Same type and same content; the order of a table's keys does not matter, nan equals nan, -0.0 differs from 0.0. */
export function equalValues(a: TomlValue, b: TomlValue): boolean {
  if (a.kind === "table") return b.kind === "table" && equalEntries(a.entries, b.entries)
  if (a.kind === "array") return b.kind === "array" && equalItems(a.items, b.items)
  if (a.kind === "float") return b.kind === "float" && Object.is(a.value, b.value)
  if ("text" in a) return b.kind === a.kind && a.text === b.text
  return b.kind === a.kind && a.value === b.value
}

function equalItems(a: readonly TomlValue[], b: readonly TomlValue[]): boolean {
  return (
    a.length === b.length &&
    a.every((item, index) => {
      const other = b[index]
      return other !== undefined && equalValues(item, other)
    })
  )
}

function equalEntries(
  a: ReadonlyMap<string, TomlValue>,
  b: ReadonlyMap<string, TomlValue>,
): boolean {
  if (a.size !== b.size) return false
  for (const [key, value] of a) {
    const other = b.get(key)
    if (other === undefined || !equalValues(value, other)) return false
  }
  return true
}
