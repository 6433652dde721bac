// A choice of few: the browser's own select, which every keyboard, screen reader and phone knows.
import type { ComponentProps } from "react"

import { Field } from "./field.tsx"
import { Icon } from "./icon.tsx"
import styles from "./select.module.css"

export interface Option {
  readonly value: string
  readonly label: string
}

interface SelectProps extends Omit<ComponentProps<"select">, "id" | "onChange" | "value"> {
  readonly label: string
  readonly hint?: string
  readonly problem?: string | undefined
  readonly options: readonly Option[]
  readonly value: string
  readonly onValue: (value: string) => void
}

export function Select({ label, hint, problem, options, onValue, ...props }: SelectProps) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(control) => (
        <span className={styles["box"]}>
          <select
            {...props}
            {...control}
            className={styles["select"]}
            onChange={(event) => onValue(event.currentTarget.value)}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="chevron" />
        </span>
      )}
    </Field>
  )
}
