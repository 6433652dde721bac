// Gives the account a name and a password. What was typed stays until the server has taken both.
import type { AnswerOf } from "@modkeep/contract/client"
import { useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { newPasswordProblem, PASSWORD_HINT } from "#parts/new-password-problem.ts"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { PasswordInput } from "#ui/password-input.tsx"
import { TextInput } from "#ui/text-input.tsx"

import styles from "./create-account.module.css"

interface CreateAccountProps {
  readonly user: NonNullable<AnswerOf<"session.get">["user"]>
  readonly onCreated: () => void
  readonly onLater: () => void
}

export function CreateAccount({ user, onCreated, onLater }: CreateAccountProps) {
  const rename = useAction("me.update")
  const setPassword = useAction("password.set")
  const [name, setName] = useState(user.name)
  const [password, setTypedPassword] = useState("")
  const [isChecked, setChecked] = useState(false)
  const error = rename.error ?? setPassword.error
  const problems = {
    name: name.trim() === "" ? "Write your name" : undefined,
    password: newPasswordProblem(password),
  }
  const create = async () => {
    setChecked(true)
    rename.forget()
    setPassword.forget()
    if (problems.name !== undefined || problems.password !== undefined) return
    // The name first: a password made of it is refused.
    const named = name.trim()
    if (named !== user.name && (await rename.run({ body: { name: named } })) === undefined) return
    if ((await setPassword.run({ body: { password } })) === undefined) return
    setTypedPassword("")
    await refresh("session.get", "me.get")
    onCreated()
  }
  return (
    <Form className={styles["form"]} onSubmit={create}>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <TextInput
        label="Name"
        hint="Others see it, and you sign in with it"
        autoComplete="username"
        maxLength={80}
        problem={isChecked ? problems.name : undefined}
        value={name}
        onValue={setName}
      />
      <PasswordInput
        label="Password"
        hint={PASSWORD_HINT}
        kind="new"
        problem={isChecked ? problems.password : undefined}
        value={password}
        onValue={setTypedPassword}
      />
      <Actions>
        <Button type="submit" kind="primary" isRunning={rename.isRunning || setPassword.isRunning}>
          Create account
        </Button>
        <Button kind="quiet" onClick={onLater}>
          Not now
        </Button>
      </Actions>
    </Form>
  )
}
