// How an install is named, opened, embedded and limited. What is typed stays until it is saved.
import type { Install } from "@modkeep/contract/schemas/install"
import { useRef, useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { LeaveGuard } from "#parts/save-bar/leave-guard.tsx"
import { Button } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { Checkbox } from "#ui/checkbox.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { Select } from "#ui/select.tsx"
import { TextInput } from "#ui/text-input.tsx"
import { say } from "#ui/toast.tsx"

import { filledRows, rowProblem } from "../app-install/draft.ts"
import { LaunchQuery } from "../app-install/launch-query.tsx"
import { accessWords } from "./access-words.ts"
import styles from "./install-page.module.css"
import {
  settingsChanges,
  settingsOf,
  type SettingsProblems,
  settingsProblems,
  type SettingsValues,
} from "./settings-values.ts"

export function SettingsForm({ install }: { readonly install: Install }) {
  const { run, isRunning, error } = useAction("installs.update")
  const [before, setBefore] = useState(() => settingsOf(install))
  const [values, setValues] = useState(before)
  const [problems, setProblems] = useState<SettingsProblems>({})
  const form = useRef<HTMLFormElement>(null)
  const save = async () => {
    const found = settingsProblems(values)
    const rows = filledRows(values.rows)
    setProblems(found)
    if (Object.keys(found).length > 0 || rows.some((row) => rowProblem(row, rows) !== undefined)) {
      // The fields are marked once they are drawn.
      setTimeout(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus())
      return
    }
    const body = settingsChanges(values, before)
    if (Object.keys(body).length === 0) return say("Nothing was changed")
    const saved = await run({ params: { id: install.id }, body })
    if (saved === undefined) return
    setBefore(values)
    await refresh("installs.get", "installs.auth")
    say("Settings are saved")
  }
  const set = (part: Partial<SettingsValues>) => setValues((shown) => ({ ...shown, ...part }))
  return (
    <Card title="Settings">
      <LeaveGuard isDirty={JSON.stringify(values) !== JSON.stringify(before)} />
      <Form ref={form} className={styles["form"]} onSubmit={save}>
        <PageFields values={values} problems={problems} set={set} />
        <RunFields values={values} problems={problems} set={set} />
        {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
        <Button type="submit" isRunning={isRunning}>
          Save settings
        </Button>
      </Form>
    </Card>
  )
}

interface FieldsProps {
  readonly values: SettingsValues
  readonly problems: SettingsProblems
  readonly set: (part: Partial<SettingsValues>) => void
}

function PageFields({ values, problems, set }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Name"
        maxLength={80}
        problem={problems.name}
        value={values.name}
        onValue={(name) => set({ name })}
      />
      <Select
        label="Access"
        options={(["private", "members", "public"] as const).map((value) => ({
          value,
          label: accessWords[value],
        }))}
        value={values.access}
        onValue={(value) => {
          if (value === "private" || value === "members" || value === "public")
            set({ access: value })
        }}
      />
      <LaunchQuery rows={values.rows} onRows={(rows) => set({ rows })} />
      <TextInput
        label="Pages that may embed it"
        hint="Origins such as https://example.org, with a space between"
        isOptional
        isMono
        problem={problems.embedOrigins}
        value={values.embedOrigins}
        onValue={(embedOrigins) => set({ embedOrigins })}
      />
      <Checkbox
        label="Show Streamlit's own navigation"
        isChecked={values.showNavigation}
        onChecked={(showNavigation) => set({ showNavigation })}
      />
    </>
  )
}

function RunFields({ values, problems, set }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Idle minutes before it sleeps"
        hint="0 starts it at once and never lets it sleep"
        inputMode="numeric"
        problem={problems.idleMinutes}
        value={values.idleMinutes}
        onValue={(idleMinutes) => set({ idleMinutes })}
      />
      <Select
        label="Open pages after a save of secrets"
        options={[
          { value: "next-run", label: "Use the new values at the next click or reload" },
          { value: "rerun", label: "Run again now, where nothing is running" },
        ]}
        value={values.sessions}
        onValue={(value) => set({ sessions: value === "rerun" ? "rerun" : "next-run" })}
      />
      <div className={styles["limits"]}>
        {limitFields.map(([key, label, hint]) => (
          <TextInput
            key={key}
            label={label}
            hint={hint}
            isOptional
            inputMode="numeric"
            problem={problems[key]}
            value={values[key]}
            onValue={(value) => set({ [key]: value })}
          />
        ))}
      </div>
    </>
  )
}

const limitFields = [
  ["memoryMib", "Memory limit, MiB", "At least 128"],
  ["diskMib", "Disk limit, MiB", "At least 16"],
  ["cpuPercent", "Processor limit, percent", "100 is one processor"],
  ["processes", "Process limit", "At least 16"],
] as const
