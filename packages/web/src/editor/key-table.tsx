// The same document as a table: what each key is called where, with its access line to copy.
import { CopyButton } from "#ui/copy-button.tsx"
import { Mono } from "#ui/mono.tsx"
import { type Column, Table } from "#ui/table.tsx"

import type { KeyRow } from "./key-rows.ts"
import styles from "./key-table.module.css"

interface KeyTableProps {
  readonly rows: readonly KeyRow[]
  readonly onGoTo: (keyPath: readonly string[]) => void
}

export function KeyTable({ rows, onGoTo }: KeyTableProps) {
  const columns = columnsOf(onGoTo)
  return (
    <div className={styles["table"]}>
      {rows.length === 0 ? (
        <p className={styles["none"]}>The text has no key yet.</p>
      ) : (
        <Table label="Keys of the text" columns={columns} rows={rows} keyOf={({ name }) => name} />
      )}
      <p className={styles["none"]}>
        <a
          href="https://docs.streamlit.io/develop/concepts/connections/secrets-management"
          target="_blank"
          rel="noreferrer"
        >
          How Streamlit reads secrets
        </a>
      </p>
    </div>
  )
}

function Access({ text }: { readonly text: string }) {
  return (
    <span className={styles["access"]}>
      <Mono>{text}</Mono>
      <CopyButton text={text} label={`Copy ${text}`} />
    </span>
  )
}

function columnsOf(onGoTo: KeyTableProps["onGoTo"]): readonly Column<KeyRow>[] {
  return [
    {
      title: "Key",
      kind: "name",
      cell: ({ name, keyPath }) => (
        <button type="button" className={styles["key"]} onClick={() => onGoTo(keyPath)}>
          <Mono>{name}</Mono>
        </button>
      ),
    },
    { title: "Type", cell: ({ type, isBlank }) => (isBlank ? "no value yet" : type) },
    { title: "In st.secrets", cell: ({ access }) => <Access text={access} /> },
    {
      title: "Environment",
      cell: ({ environment, environmentAccess }) =>
        "name" in environment ? <Access text={environmentAccess ?? ""} /> : environment.reason,
    },
  ]
}
