// Whether a name has a text in it, for lists that are narrowed as one types. `%` and `_` in the text are themselves.
//
// Capitals count as small letters: A to Z on SQLite, every letter on PostgreSQL.
import { type RawBuilder, sql } from "kysely"
import type { SqlBool } from "kysely"

/** @param column as a query names it, such as `users.name` */
export function containsName(column: string, text: string): RawBuilder<SqlBool> {
  const pattern = `%${text.replace(/[\\%_]/g, (char) => `\\${char}`)}%`
  return sql<SqlBool>`lower(${sql.ref(column)}) like lower(${pattern}) escape '\\'`
}
