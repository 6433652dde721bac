// A labelled control with its hint and its problem. The problem is tied to the control, so that a screen reader says it there.
import { type ReactNode, useId } from "react"

import styles from "./field.module.css"
import { Icon } from "./icon.tsx"
import { visibleText } from "./visible-text.ts"

/** What the control inside takes: spread it on the input. */
export interface FieldControl {
  readonly id: string
  readonly "aria-describedby": string | undefined
  readonly "aria-invalid": true | undefined
}

interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong and what to write instead; undefined when nothing is. */
  readonly problem?: string | undefined
  readonly isOptional?: boolean
  readonly children: (control: FieldControl) => ReactNode
}

export function Field({ label, hint, problem, isOptional = false, children }: FieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ")
  return (
    <div className={styles["field"]}>
      <label htmlFor={id} className={styles["label"]}>
        {label}
        {isOptional ? <span className={styles["optional"]}> (optional)</span> : undefined}
      </label>
      {children({
        id,
        "aria-describedby": described === "" ? undefined : described,
        "aria-invalid": problem === undefined ? undefined : true,
      })}
      {problem === undefined ? undefined : (
        <p id={`${id}-problem`} className={styles["problem"]}>
          <Icon name="alert" /> {visibleText(problem)}
        </p>
      )}
      {hint === undefined ? undefined : (
        <p id={`${id}-hint`} className={styles["hint"]}>
          {hint}
        </p>
      )}
    </div>
  )
}
