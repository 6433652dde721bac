// A list as a table; where it is narrow each row becomes a block whose cells carry their column's name. Rows come from the server
// in pages: the table never sorts or filters by itself.
import type { ReactNode } from "react"

import { classNames } from "./class-names.ts"
import styles from "./table.module.css"
import { visibleText } from "./visible-text.ts"

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /**
   * `name`: the row's own name, its heading. `number`: to the right, digits below each other. `actions`: buttons at the row's end;
   * their title is only spoken.
   */
  readonly kind?: "name" | "number" | "actions"
}

interface TableProps<Row> {
  /** What is listed, for screen readers. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
}

export function Table<Row>({ label, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <div className={styles["frame"]}>
      <table className={styles["table"]} aria-label={visibleText(label)}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={kindOf(column)}>
                {column.kind === "actions" ? (
                  <span className="spoken">{column.title}</span>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <Cell key={column.title} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const inside = <div className={styles["inside"]}>{column.cell(row)}</div>
  if (column.kind === "name") {
    return (
      <th scope="row" className={styles["name"]}>
        {inside}
      </th>
    )
  }
  return (
    <td data-title={column.title} className={kindOf(column)}>
      {inside}
    </td>
  )
}

function kindOf({ kind }: { readonly kind?: "name" | "number" | "actions" }): string {
  return classNames(kind === "number" && styles["number"], kind === "actions" && styles["actions"])
}
