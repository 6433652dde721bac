// One of a few, each with a line that says what it means.
import { useId } from "react"

import checkbox from "./checkbox.module.css"
import { Fieldset } from "./fieldset.tsx"

interface RadioGroupProps<Value extends string> {
  readonly legend: string
  readonly value: Value
  readonly onValue: (value: Value) => void
  readonly options: readonly {
    readonly value: Value
    readonly label: string
    readonly hint?: string
  }[]
}

export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const { legend, value, onValue, options } = props
  const name = useId()
  return (
    <Fieldset legend={legend}>
      {options.map((option) => (
        <div key={option.value} className={checkbox["row"]}>
          <input
            id={`${name}-${option.value}`}
            type="radio"
            name={name}
            className={checkbox["box"]}
            checked={option.value === value}
            aria-describedby={
              option.hint === undefined ? undefined : `${name}-${option.value}-hint`
            }
            onChange={() => onValue(option.value)}
          />
          <div>
            <label htmlFor={`${name}-${option.value}`}>{option.label}</label>
            {option.hint === undefined ? undefined : (
              <p id={`${name}-${option.value}-hint`} className={checkbox["hint"]}>
                {option.hint}
              </p>
            )}
          </div>
        </div>
      ))}
    </Fieldset>
  )
}
