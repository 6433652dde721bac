// Invites somebody who gets an owner of their own; the sign-in link is shown once, to be handed over.
import { useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { ShownOnce } from "#parts/shown-once.tsx"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { TextInput } from "#ui/text-input.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./invite.module.css"

export function Invite() {
  const { run, isRunning, error } = useAction("people.create")
  const [name, setName] = useState("")
  const [problem, setProblem] = useState<string>()
  const [invited, setInvited] = useState<{ readonly name: string; readonly link: string }>()
  const invite = async () => {
    const typed = name.trim()
    setProblem(typed === "" ? "Write the person's name" : undefined)
    setInvited(undefined)
    if (typed === "") return
    const made = await run({ body: { name: typed } })
    if (made === undefined) return
    setInvited({ name: made.data.name, link: made.data.signInLink })
    setName("")
    await refresh("people.list")
  }
  return (
    <Form className={styles["form"]} onSubmit={invite}>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <TextInput
        label="Name"
        hint="They can change it. To let them into an owner of yours instead, add them on the people page"
        maxLength={80}
        problem={problem}
        value={name}
        onValue={setName}
      />
      <div>
        <Button type="submit" isRunning={isRunning}>
          Invite
        </Button>
      </div>
      {invited === undefined ? undefined : (
        <ShownOnce
          title={`${visibleText(invited.name)} is invited`}
          text={invited.link}
          copyLabel="Copy the sign-in link"
        >
          Hand this link over: it signs {visibleText(invited.name)} in once and is shown only now.
        </ShownOnce>
      )}
    </Form>
  )
}
