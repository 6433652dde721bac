// Controls that answer one question together. What is wrong with the answer stands above them.
import { type ReactNode, useId } from "react"

import styles from "./fieldset.module.css"
import { Icon } from "./icon.tsx"
import { visibleText } from "./visible-text.ts"

interface FieldsetProps {
  readonly legend: string
  readonly hint?: ReactNode
  readonly problem?: string | undefined
  readonly isOptional?: boolean
  readonly children: ReactNode
}

export function Fieldset({ legend, hint, problem, isOptional = false, children }: FieldsetProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ")
  return (
    <fieldset
      className={styles["fieldset"]}
      aria-describedby={described === "" ? undefined : described}
    >
      <legend className={styles["legend"]}>
        {legend}
        {isOptional ? <span className={styles["optional"]}> (optional)</span> : undefined}
      </legend>
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
      {children}
    </fieldset>
  )
}
