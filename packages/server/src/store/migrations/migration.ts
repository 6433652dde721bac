// What a migration is: SQL that brings the tables from one number to the next, in the words of either database.
//
// Released migrations never change. They only add (expand); what is no longer read is dropped a release later (contract).

/** The column types in which SQLite and PostgreSQL differ. */
export interface ColumnWords {
  /** Whole numbers up to 2^53: times, counts, flags. */
  readonly integer: string
  readonly bytes: string
  /** Text that compares byte by byte, whatever the database's locale: cursors and ids depend on it. */
  readonly text: string
  /** What follows the closing bracket of a table. */
  readonly end: string
}

export interface Migration {
  readonly number: number
  readonly name: string
  readonly statements: (words: ColumnWords) => readonly string[]
}

export const sqliteWords: ColumnWords = {
  integer: "integer",
  bytes: "blob",
  text: "text",
  end: "strict",
}

export const postgresWords: ColumnWords = {
  integer: "bigint",
  bytes: "bytea",
  text: 'text collate "C"',
  end: "",
}
