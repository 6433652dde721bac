// The one row at the page's end that acts. Its button is never disabled: its label says what is missing, pressing it shows where.
import { Button, ButtonLink } from "#ui/button.tsx"

import styles from "./create-bar.module.css"

interface CreateBarProps {
  readonly missing: number
  readonly errors: number
  readonly isRunning: boolean
  readonly onCreate: () => void
  readonly back: string
}

export function CreateBar({ missing, errors, isRunning, onCreate, back }: CreateBarProps) {
  return (
    <div className={styles["bar"]}>
      <Button className={styles["create"]} kind="primary" isRunning={isRunning} onClick={onCreate}>
        {label(missing, errors)}
      </Button>
      <ButtonLink kind="quiet" to={back}>
        Cancel
      </ButtonLink>
    </div>
  )
}

function label(missing: number, errors: number): string {
  if (missing > 0)
    return `Create version · ${missing} ${missing === 1 ? "value" : "values"} missing`
  if (errors > 0) return `Create version · ${errors} ${errors === 1 ? "problem" : "problems"}`
  return "Create version"
}
