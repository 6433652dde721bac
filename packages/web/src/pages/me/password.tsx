// Sets one's password. Soon after a sign-in by link the current one is not asked for: it may be lost.
import type { AnswerOf } from "@modkeep/contract/client"
import { useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { newPasswordProblem, PASSWORD_HINT } from "#parts/new-password-problem.ts"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { PasswordInput } from "#ui/password-input.tsx"
import { say } from "#ui/toast.tsx"

import styles from "./form.module.css"

type SignedIn = NonNullable<AnswerOf<"session.get">["user"]>

export function Password({ user }: { readonly user: SignedIn }) {
  const { run, isRunning, error } = useAction("password.set")
  const [current, setCurrent] = useState("")
  const [next, setNext] = useState("")
  const [isChecked, setChecked] = useState(false)
  const asksCurrent = user.hasPassword && user.via !== "link"
  const problems = {
    current: asksCurrent && current === "" ? "Write the password you have now" : undefined,
    next: newPasswordProblem(next),
  }
  const save = async () => {
    setChecked(true)
    if (problems.current !== undefined || problems.next !== undefined) return
    const body = { password: next, ...(asksCurrent ? { current } : {}) }
    if ((await run({ body })) === undefined) return
    setCurrent("")
    setNext("")
    setChecked(false)
    await refresh("session.get", "sessions.list")
    say("Password set")
  }
  return (
    <Form className={styles["form"]} onSubmit={save}>
      <p>
        {user.hasPassword
          ? "A new password ends every other session of yours."
          : "You have no password yet: you sign in by link only."}
      </p>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <input type="hidden" autoComplete="username" value={user.name} readOnly />
      {asksCurrent ? (
        <PasswordInput
          label="Current password"
          kind="current"
          problem={isChecked ? problems.current : undefined}
          value={current}
          onValue={setCurrent}
        />
      ) : undefined}
      <PasswordInput
        label="New password"
        hint={PASSWORD_HINT}
        kind="new"
        problem={isChecked ? problems.next : undefined}
        value={next}
        onValue={setNext}
      />
      <div>
        <Button type="submit" isRunning={isRunning}>
          Set password
        </Button>
      </div>
    </Form>
  )
}
