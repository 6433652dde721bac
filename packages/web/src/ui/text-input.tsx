// A field for one line of text. Password managers and spelling stay out: what is typed here are names, addresses and ids.
import type { ComponentProps } from "react"

import { classNames } from "./class-names.ts"
import { Field } from "./field.tsx"
import styles from "./text-input.module.css"

interface TextInputProps extends Omit<ComponentProps<"input">, "id" | "onChange" | "value"> {
  readonly label: string
  readonly hint?: string
  readonly problem?: string | undefined
  readonly isOptional?: boolean
  readonly isMono?: boolean
  readonly value: string
  readonly onValue: (value: string) => void
}

export function TextInput({
  label,
  hint,
  problem,
  isOptional = false,
  isMono = false,
  onValue,
  className,
  ...props
}: TextInputProps) {
  return (
    <Field label={label} hint={hint} problem={problem} isOptional={isOptional}>
      {(control) => (
        <input
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="off"
          data-1p-ignore=""
          data-lpignore="true"
          data-bwignore=""
          {...props}
          {...control}
          className={classNames(styles["input"], isMono && styles["mono"], className)}
          onChange={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
