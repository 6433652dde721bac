// The query that every session of the install sees, laid under what stands in a visitor's address. Never a credential.
import { Button } from "#ui/button.tsx"
import { Fieldset } from "#ui/fieldset.tsx"
import { TextInput } from "#ui/text-input.tsx"

import { type QueryRow, rowProblem } from "./draft.ts"
import styles from "./install-form.module.css"

interface LaunchQueryProps {
  readonly rows: readonly QueryRow[]
  readonly onRows: (rows: readonly QueryRow[]) => void
}

export function LaunchQuery({ rows, onRows }: LaunchQueryProps) {
  const change = (id: number, part: Partial<QueryRow>) =>
    onRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)))
  const next = 1 + Math.max(0, ...rows.map(({ id }) => id))
  return (
    <Fieldset
      legend="Launch query"
      isOptional
      hint="Every page of the install sees these as if they stood in its address; a visitor's own come first. No credentials: whoever opens a page can read its query"
    >
      {rows.map((row, index) => (
        <div key={row.id} className={styles["row"]}>
          <TextInput
            label={`Parameter ${index + 1}`}
            placeholder="user_id"
            maxLength={64}
            isMono
            problem={row.name === "" && row.value === "" ? undefined : rowProblem(row, rows)}
            value={row.name}
            onValue={(name) => change(row.id, { name })}
          />
          <TextInput
            label={`Value ${index + 1}`}
            maxLength={1000}
            isMono
            value={row.value}
            onValue={(value) => change(row.id, { value })}
          />
          <Button
            kind="quiet"
            icon="trash"
            className={styles["remove"]}
            aria-label={`Remove parameter ${index + 1}`}
            onClick={() => onRows(rows.filter(({ id }) => id !== row.id))}
          >
            {undefined}
          </Button>
        </div>
      ))}
      <div>
        <Button icon="plus" onClick={() => onRows([...rows, { id: next, name: "", value: "" }])}>
          Add a parameter
        </Button>
      </div>
    </Fieldset>
  )
}
