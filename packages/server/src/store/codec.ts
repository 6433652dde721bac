// Between a table's columns and the objects the rest of the server holds: JSON text is parsed, flags are booleans.
//
// A codec must name every JSON and flag column of its table, and no other: the type of its argument says so.
import { fromJson, type JsonText, toJson } from "./json-text.ts"

type Column<Type> = Type extends null
  ? null
  : Type extends JsonText<infer Held>
    ? Held
    : [Type] extends [0 | 1]
      ? boolean
      : Type

/** A row of `Table` as the server holds it. */
export type Entity<Table> = { readonly [Key in keyof Table]: Column<Table[Key]> }

type KindOf<Type> = [Type] extends [JsonText<unknown> | null]
  ? [Type] extends [null]
    ? never
    : [null] extends [Type]
      ? "json or null"
      : "json"
  : [Type] extends [0 | 1]
    ? "flag"
    : never

type Kinds<Table> = {
  readonly [Key in keyof Table as KindOf<Table[Key]> extends never ? never : Key]: KindOf<
    Table[Key]
  >
}

export interface Codec<Table> {
  /** The object of a row that was read. */
  read(row: Table): Entity<Table>
  /** The columns of an object, or of some of its members. */
  write(entity: Entity<Table>): Table
  writeSome(entity: Partial<Entity<Table>>): Partial<Table>
}

export function codecOf<Table extends object>(kinds: Kinds<Table>): Codec<Table> {
  const special = Object.entries(kinds)
  const convert = (
    from: object,
    json: (value: never) => unknown,
    flag: (value: unknown) => unknown,
  ) => {
    const to: Record<string, unknown> = { ...from }
    for (const [key, kind] of special) {
      const value = to[key]
      if (value === undefined || (value === null && kind === "json or null")) continue
      // `Kinds` has bound the key to a column whose type is the one the conversion takes.
      to[key] = kind === "flag" ? flag(value) : json(value as never)
    }
    return to
  }
  const encode = (entity: object) => convert(entity, toJson, (value) => (value === true ? 1 : 0))
  const decode = (row: object) => convert(row, fromJson, (value) => value === 1)
  // `Entity<Table>` and `Table` differ in exactly the columns that `Kinds<Table>` names, which the two functions convert.
  return {
    read: (row) => decode(row) as Entity<Table>,
    write: (entity) => encode(entity) as Table,
    writeSome: (entity) => encode(entity) as Partial<Table>,
  }
}
