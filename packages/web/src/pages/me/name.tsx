// Changes one's name, which is also what one signs in with.
import { useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { TextInput } from "#ui/text-input.tsx"
import { say } from "#ui/toast.tsx"

import styles from "./form.module.css"

export function Name({ name }: { readonly name: string }) {
  const { run, isRunning, error } = useAction("me.update")
  const [typed, setTyped] = useState(name)
  const [problem, setProblem] = useState<string>()
  const save = async () => {
    const next = typed.trim()
    setProblem(next === "" ? "Write your name" : undefined)
    if (next === "" || (await run({ body: { name: next } })) === undefined) return
    await refresh("me.get", "session.get")
    say("Name saved")
  }
  return (
    <Form className={styles["form"]} onSubmit={save}>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <TextInput
        label="Name"
        hint="Others see it, and you sign in with it"
        autoComplete="username"
        maxLength={80}
        problem={problem}
        value={typed}
        onValue={setTyped}
      />
      <div>
        <Button type="submit" isRunning={isRunning}>
          Save name
        </Button>
      </div>
    </Form>
  )
}
