// Makes a token: a name, what it may do, for whom and how long. No box is ticked beforehand but the weakest.
import type { Scope } from "@modkeep/contract/schemas/identity"
import { useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { useMe } from "#app/use-me.ts"
import { ShownOnce } from "#parts/shown-once.tsx"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { Checkbox } from "#ui/checkbox.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Fieldset } from "#ui/fieldset.tsx"
import { Form } from "#ui/form.tsx"
import { Select } from "#ui/select.tsx"
import { TextInput } from "#ui/text-input.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./new-token.module.css"
import { scopeWords } from "./scope-words.ts"

const DAY_MS = 86_400_000
const lifetimes = [
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "", label: "Until it is revoked" },
] as const

const blank = { name: "", scopes: ["read"] as readonly Scope[], owner: "", days: "90" }

export function NewToken() {
  const { owners, scopes: mine, user } = useMe()
  const { run, isRunning, error } = useAction("tokens.create")
  const [typed, setTyped] = useState(blank)
  const [isChecked, setChecked] = useState(false)
  const [made, setMade] = useState<{ readonly name: string; readonly value: string }>()
  const problems = {
    name: typed.name.trim() === "" ? "Give the token a name" : undefined,
    scopes: typed.scopes.length === 0 ? "Tick at least one thing that it may do" : undefined,
  }
  const create = async () => {
    setChecked(true)
    setMade(undefined)
    if (problems.name !== undefined || problems.scopes !== undefined) return
    const answer = await run({ body: bodyOf(typed) })
    if (answer === undefined) return
    setMade({ name: answer.data.name, value: answer.data.value })
    setTyped(blank)
    setChecked(false)
    await refresh("tokens.list")
  }
  return (
    <Form className={styles["form"]} onSubmit={create}>
      {made === undefined ? undefined : (
        <ShownOnce
          title={`Token "${visibleText(made.name)}" is made`}
          text={made.value}
          copyLabel="Copy the token"
        >
          This is the only time it is shown. Put it where the program finds it, then go on.
        </ShownOnce>
      )}
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <TextInput
        label="Name"
        hint="What will use it, such as the build server"
        maxLength={80}
        problem={isChecked ? problems.name : undefined}
        value={typed.name}
        onValue={(name) => setTyped({ ...typed, name })}
      />
      <Fieldset legend="It may" problem={isChecked ? problems.scopes : undefined}>
        {scopeWords
          .filter(([scope]) => mine.includes(scope) && (scope !== "operator" || user.isOperator))
          .map(([scope, words]) => (
            <Checkbox
              key={scope}
              label={<code>{scope}</code>}
              hint={words}
              isChecked={typed.scopes.includes(scope)}
              onChecked={(isOn) =>
                setTyped({ ...typed, scopes: toggle(typed.scopes, scope, isOn) })
              }
            />
          ))}
      </Fieldset>
      <div className={styles["pair"]}>
        <Select
          label="For"
          value={typed.owner}
          onValue={(owner) => setTyped({ ...typed, owner })}
          options={[
            { value: "", label: "Everything that is yours" },
            ...owners.map(({ id, name }) => ({ value: id, label: `Only ${visibleText(name)}` })),
          ]}
        />
        <Select
          label="Valid"
          value={typed.days}
          onValue={(days) => setTyped({ ...typed, days })}
          options={lifetimes}
        />
      </div>
      <Actions>
        <Button type="submit" kind="primary" isRunning={isRunning}>
          Create token
        </Button>
      </Actions>
    </Form>
  )
}

function bodyOf({ name, scopes, owner, days }: typeof blank) {
  return {
    name: name.trim(),
    scopes: [...scopes],
    ...(owner === "" ? {} : { owner }),
    ...(days === ""
      ? {}
      : { expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }),
  }
}

function toggle(scopes: readonly Scope[], scope: Scope, isOn: boolean): readonly Scope[] {
  return isOn ? [...scopes, scope] : scopes.filter((other) => other !== scope)
}
