// Signing in with a one-time link.
import { useState } from "react"

import { useAction } from "#api/use-action.ts"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { CopyButton } from "#ui/copy-button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { TextInput } from "#ui/text-input.tsx"

import styles from "./sign-in-form.module.css"

interface ByLinkProps {
  readonly link: string | undefined
  readonly onSignedIn: () => void
  readonly onOther: () => void
}

export function ByLink({ link, onSignedIn, onOther }: ByLinkProps) {
  const { run, isRunning, error } = useAction("session.begin")
  const [typed, setTyped] = useState("")
  const [problem, setProblem] = useState<string>()
  const signIn = async (text: string) => {
    setProblem(text === "" ? "Paste the link that the server printed" : undefined)
    if (text !== "" && (await run({ body: { link: text } })) !== undefined) onSignedIn()
  }
  const isLinkSpent = link !== undefined && error !== undefined
  return (
    <Form
      className={styles["form"]}
      onSubmit={() => signIn(link !== undefined && !isLinkSpent ? link : typed.trim())}
    >
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      {link !== undefined && !isLinkSpent ? (
        <p>This link signs you in once.</p>
      ) : (
        <>
          <TextInput
            label="Sign-in link"
            hint="The server printed one at its first start. For a new one, run this on its machine:"
            problem={problem}
            isMono
            value={typed}
            onValue={setTyped}
          />
          <p className={styles["command"]}>
            <code>./modkeep sign-in-link</code>
            <CopyButton text="./modkeep sign-in-link" label="Copy the command" />
          </p>
        </>
      )}
      <Actions>
        <Button type="submit" kind="primary" isRunning={isRunning}>
          Sign in
        </Button>
        <Button kind="quiet" onClick={onOther}>
          Use name and password
        </Button>
      </Actions>
    </Form>
  )
}
