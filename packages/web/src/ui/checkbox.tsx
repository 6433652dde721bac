// Something to tick, with a line that says what it means.
import { type ReactNode, useId } from "react"

import styles from "./checkbox.module.css"

interface CheckboxProps {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly isChecked: boolean
  readonly onChecked: (isChecked: boolean) => void
}

export function Checkbox({ label, hint, isChecked, onChecked }: CheckboxProps) {
  const id = useId()
  return (
    <div className={styles["row"]}>
      <input
        id={id}
        type="checkbox"
        className={styles["box"]}
        checked={isChecked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint === undefined ? undefined : (
          <p id={`${id}-hint`} className={styles["hint"]}>
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}
