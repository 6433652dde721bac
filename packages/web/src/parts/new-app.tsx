// Creates an app by its name and goes to it.
import { useState } from "react"
import { useNavigate } from "react-router"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { TextInput } from "#ui/text-input.tsx"

import styles from "./new-app.module.css"
import { useOwner } from "./use-owner.ts"

export function NewApp() {
  const { owner } = useOwner()
  const navigate = useNavigate()
  const { run, isRunning, error } = useAction("apps.create")
  const [name, setName] = useState("")
  const [problem, setProblem] = useState<string>()
  const create = async () => {
    const typed = name.trim()
    setProblem(typed === "" ? "Give the app a name" : undefined)
    if (typed === "") return
    const created = await run({
      body: { name: typed, ...(owner === undefined ? {} : { owner }) },
    })
    if (created === undefined) return
    await refresh("apps.list")
    await navigate(`/apps/${created.data.id}`)
  }
  return (
    <Form className={styles["form"]} onSubmit={create}>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <TextInput
        label="Name of the new app"
        maxLength={80}
        problem={problem}
        value={name}
        onValue={setName}
      />
      <Button type="submit" isRunning={isRunning}>
        Create app
      </Button>
    </Form>
  )
}
