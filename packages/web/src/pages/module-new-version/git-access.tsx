// For a repository that does not show itself to everybody: a deploy key, whose public half goes to the repository, or an access
// token. Both are stored with the module, sealed; a token leaves the page's state when it is stored.
import type { Module } from "@modkeep/contract/schemas/module"
import { useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { CopyButton } from "#ui/copy-button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { Mono } from "#ui/mono.tsx"
import { TextInput } from "#ui/text-input.tsx"

import styles from "./git-access.module.css"

interface GitAccessProps {
  readonly module: Module
  readonly onGiven: () => void
}

export function GitAccess({ module, onGiven }: GitAccessProps) {
  const { run, isRunning, error } = useAction("modules.credential.put")
  const [publicKey, setPublicKey] = useState(module.credential?.publicKey ?? undefined)
  const [token, setToken] = useState("")
  const [problem, setProblem] = useState<string>()
  const isSsh = !module.repository.startsWith("https:")
  const makeKey = async () => {
    const made = await run({ params: { id: module.id }, body: { kind: "ssh-key" } })
    if (made === undefined) return
    setPublicKey(made.data.publicKey ?? undefined)
    await refresh("modules.get")
  }
  const storeToken = async () => {
    setProblem(token.trim() === "" ? "Paste the token" : undefined)
    if (token.trim() === "") return
    const body = { kind: "https-token", value: token.trim() } as const
    if ((await run({ params: { id: module.id }, body })) === undefined) return
    setToken("")
    await refresh("modules.get")
    onGiven()
  }
  return (
    <section className={styles["access"]} aria-label="Access to a private repository">
      <h3>Is the repository private?</h3>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      {isSsh ? (
        <DeployKey publicKey={publicKey} isRunning={isRunning} onMake={makeKey} onGiven={onGiven} />
      ) : (
        <Form className={styles["form"]} onSubmit={storeToken}>
          <TextInput
            label="Access token"
            hint="One that may read this repository. It is stored sealed with the module and sent to no other host"
            type="password"
            autoComplete="off"
            isMono
            problem={problem}
            value={token}
            onValue={setToken}
          />
          <Actions>
            <Button type="submit" isRunning={isRunning}>
              Store the token and read again
            </Button>
          </Actions>
        </Form>
      )}
    </section>
  )
}

interface DeployKeyProps {
  readonly publicKey: string | undefined
  readonly isRunning: boolean
  readonly onMake: () => Promise<void>
  readonly onGiven: () => void
}

function DeployKey({ publicKey, isRunning, onMake, onGiven }: DeployKeyProps) {
  if (publicKey === undefined) {
    return (
      <>
        <p>Modkeep makes a key pair; its public half goes to the repository as a deploy key.</p>
        <Actions>
          <Button icon="key" isRunning={isRunning} onClick={() => void onMake()}>
            Make a deploy key
          </Button>
        </Actions>
      </>
    )
  }
  return (
    <>
      <p>Add this as a deploy key of the repository; reading is enough.</p>
      <p className={styles["key"]}>
        <Mono>{publicKey}</Mono>
        <CopyButton text={publicKey} label="Copy the deploy key" />
      </p>
      <Actions>
        <Button onClick={onGiven}>It is added, read again</Button>
      </Actions>
    </>
  )
}
