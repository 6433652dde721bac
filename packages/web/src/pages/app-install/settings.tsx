// What an install is called, who may open it, and the query that its pages always see.
import { Card } from "#ui/card.tsx"
import { RadioGroup } from "#ui/radio-group.tsx"
import { TextInput } from "#ui/text-input.tsx"
import { visibleText } from "#ui/visible-text.ts"

import type { Draft } from "./draft.ts"
import styles from "./install-form.module.css"
import { LaunchQuery } from "./launch-query.tsx"

interface SettingsProps {
  readonly draft: Draft
  readonly onDraft: (part: Partial<Draft>) => void
  readonly moduleName: string
}

const access = [
  {
    value: "private",
    label: "Private",
    hint: "The members of this app's owner, signed in",
  },
  {
    value: "members",
    label: "Members",
    hint: "Everybody who is signed in to this server",
  },
  {
    value: "public",
    label: "Public",
    hint: "Whoever has the address, without signing in",
  },
] as const

export function Settings({ draft, onDraft, moduleName }: SettingsProps) {
  return (
    <Card title="Page">
      <div className={styles["fields"]}>
        <TextInput
          label="Name"
          isOptional
          hint={
            moduleName === ""
              ? "Without one it gets the module's name"
              : `Without one it is called ${visibleText(moduleName)}, with a number where that is taken`
          }
          maxLength={80}
          value={draft.name}
          onValue={(name) => onDraft({ name })}
        />
        <RadioGroup
          legend="Who may open it"
          value={draft.access}
          onValue={(value) => onDraft({ access: value })}
          options={access}
        />
        <LaunchQuery rows={draft.rows} onRows={(rows) => onDraft({ rows })} />
      </div>
    </Card>
  )
}
