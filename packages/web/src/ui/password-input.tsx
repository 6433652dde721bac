// A field for a password. Password managers are welcome here; what was typed can be looked at before it is sent.
import { useState } from "react"

import { Button } from "./button.tsx"
import { Field } from "./field.tsx"
import input from "./text-input.module.css"
import styles from "./password-input.module.css"
import { classNames } from "./class-names.ts"

interface PasswordInputProps {
  readonly label: string
  readonly hint?: string
  readonly problem?: string | undefined
  /** `new`: managers offer one that nobody guesses. */
  readonly kind: "current" | "new"
  readonly value: string
  readonly onValue: (value: string) => void
}

export function PasswordInput({ label, hint, problem, kind, value, onValue }: PasswordInputProps) {
  const [isShown, setShown] = useState(false)
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(control) => (
        <span className={styles["box"]}>
          <input
            {...control}
            type={isShown ? "text" : "password"}
            autoComplete={kind === "new" ? "new-password" : "current-password"}
            autoCapitalize="off"
            spellCheck={false}
            maxLength={1000}
            className={classNames(input["input"], styles["input"])}
            value={value}
            onChange={(event) => onValue(event.currentTarget.value)}
          />
          <Button
            kind="quiet"
            className={styles["show"]}
            aria-label={isShown ? `Hide: ${label}` : `Show: ${label}`}
            aria-pressed={isShown}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? "Hide" : "Show"}
          </Button>
        </span>
      )}
    </Field>
  )
}
