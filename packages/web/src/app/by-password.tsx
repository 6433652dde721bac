// Signing in with name and password; for a session that goes on, with the password alone.
import { useState } from "react"

import { useAction } from "#api/use-action.ts"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { PasswordInput } from "#ui/password-input.tsx"
import { TextInput } from "#ui/text-input.tsx"

import styles from "./sign-in-form.module.css"

interface ByPasswordProps {
  /** Whose session it is; undefined for anybody. */
  readonly name: string | undefined
  readonly isStale: boolean
  readonly onSignedIn: () => void
  readonly onOther: () => void
}

export function ByPassword({ name: own, isStale, onSignedIn, onOther }: ByPasswordProps) {
  const begin = useAction("session.begin")
  const refresh = useAction("session.refresh")
  const [name, setName] = useState(own ?? "")
  const [password, setPassword] = useState("")
  const [isChecked, setChecked] = useState(false)
  const error = begin.error ?? refresh.error
  const signIn = async () => {
    setChecked(true)
    if (name.trim() === "" || password === "") return
    const done = isStale
      ? await refresh.run({ body: { password } })
      : await begin.run({ body: { name: name.trim(), password } })
    if (done === undefined) return
    setPassword("")
    onSignedIn()
  }
  return (
    <Form className={styles["form"]} onSubmit={signIn}>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      {own === undefined ? (
        <TextInput
          label="Name"
          autoComplete="username"
          maxLength={200}
          problem={isChecked && name.trim() === "" ? "Write your name" : undefined}
          value={name}
          onValue={setName}
        />
      ) : (
        <input type="hidden" autoComplete="username" value={own} readOnly />
      )}
      <PasswordInput
        label="Password"
        kind="current"
        problem={isChecked && password === "" ? "Write your password" : undefined}
        value={password}
        onValue={setPassword}
      />
      <Actions>
        <Button type="submit" kind="primary" isRunning={begin.isRunning || refresh.isRunning}>
          Sign in
        </Button>
        <Button kind="quiet" onClick={onOther}>
          Use a sign-in link
        </Button>
      </Actions>
    </Form>
  )
}
