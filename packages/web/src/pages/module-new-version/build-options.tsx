// How the environment is built, folded: most modules need none of it.
import { useState } from "react"

import { Field } from "#ui/field.tsx"
import { Select } from "#ui/select.tsx"
import { TextInput } from "#ui/text-input.tsx"

import type { BuildChoices, ChoiceProblems } from "./build-choices.ts"
import styles from "./build-options.module.css"
import type { Template } from "./use-template.ts"

interface BuildOptionsProps {
  readonly template: Template
  readonly choices: BuildChoices
  readonly problems: ChoiceProblems
  readonly onChoose: (choices: BuildChoices) => void
}

export function BuildOptions({ template, choices, problems, onChoose }: BuildOptionsProps) {
  const set = (change: Partial<BuildChoices>) => onChoose({ ...choices, ...change })
  const hasProblem = Object.values(problems).some((problem) => problem !== undefined)
  // What a problem has opened stays open when it is mended: the person is still there.
  const [isOpen, setOpen] = useState(false)
  return (
    <details
      className={styles["options"]}
      open={isOpen || hasProblem}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Build options</summary>
      <div className={styles["grid"]}>
        <TextInput
          label="Python"
          hint={
            template.python === undefined
              ? "Empty: one that fits"
              : `The commit asks for ${template.python}`
          }
          isOptional
          problem={problems.python}
          value={choices.python}
          onValue={(python) => set({ python })}
        />
        <Select
          label="Packages without a pin"
          options={[
            { value: "commit", label: "As of the commit's date" },
            { value: "today", label: "As of today" },
            { value: "date", label: "As of another day" },
          ]}
          value={choices.resolveAs}
          onValue={(value) => set({ resolveAs: resolveAs(value) })}
        />
        {choices.resolveAs === "date" ? (
          <TextInput
            label="Day"
            placeholder="2023-07-15"
            problem={problems.date}
            value={choices.date}
            onValue={(date) => set({ date })}
          />
        ) : undefined}
        <Select
          label="Packages that exist as source only"
          options={[
            { value: "sandboxed", label: "Build in the sandbox" },
            { value: "never", label: "Refuse" },
          ]}
          value={choices.sourceBuilds}
          onValue={(value) => set({ sourceBuilds: value === "never" ? "never" : "sandboxed" })}
        />
        <Select
          label="When an import fails"
          options={[
            { value: "enforce", label: "The version fails" },
            { value: "warn", label: "Warn and go on" },
          ]}
          value={choices.importCheck}
          onValue={(value) => set({ importCheck: value === "warn" ? "warn" : "enforce" })}
        />
      </div>
      <Field
        label="Extra packages"
        hint="One requirement a line, for what the repository forgot to name"
        isOptional
        problem={problems.extraPackages}
      >
        {(control) => (
          <textarea
            {...control}
            className={styles["packages"]}
            rows={3}
            spellCheck={false}
            value={choices.extraPackages}
            onChange={(event) => set({ extraPackages: event.currentTarget.value })}
          />
        )}
      </Field>
    </details>
  )
}

function resolveAs(value: string): BuildChoices["resolveAs"] {
  return value === "today" || value === "date" ? value : "commit"
}
