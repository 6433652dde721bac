// Removes an install for good: its name is typed first.
import type { Install } from "@modkeep/contract/schemas/install"
import { useState } from "react"
import { useNavigate } from "react-router"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { settled } from "#parts/save-bar/unsaved.ts"
import { Button } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { TextInput } from "#ui/text-input.tsx"
import { say } from "#ui/toast.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./install-page.module.css"

export function DeleteInstall({ install }: { readonly install: Install }) {
  const { run, isRunning, error } = useAction("installs.delete")
  const [typed, setTyped] = useState("")
  const [problem, setProblem] = useState<string>()
  const navigate = useNavigate()
  const remove = async () => {
    const isName = typed === install.name
    setProblem(isName ? undefined : `Type ${install.name} exactly as it is written`)
    if (!isName) return
    const done = await run({ params: { id: install.id } })
    if (done === undefined) return
    await navigate(`/apps/${install.app}`, settled)
    await refresh("installs.list_of_app", "apps.get", "installs.list")
    say(`${visibleText(install.name)} is removed`)
  }
  return (
    <Card title="Delete this install">
      <Form className={styles["form"]} onSubmit={remove}>
        <p className={styles["soft"]}>
          Its processes end, and its files, its secrets and their revisions are gone for good. The
          version stays.
        </p>
        <TextInput
          label="Name of the install"
          hint={`Type ${visibleText(install.name)} to confirm`}
          problem={problem}
          value={typed}
          onValue={setTyped}
        />
        {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
        <Button type="submit" kind="danger" icon="trash" isRunning={isRunning}>
          Delete install
        </Button>
      </Form>
    </Card>
  )
}
