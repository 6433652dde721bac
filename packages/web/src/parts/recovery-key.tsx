// Reads the root key out for a copy elsewhere: a reason first, then the key once, then the word that the copy is safe. The key is in
// this component alone and gone when it is put away.
import type { AnswerOf } from "@modkeep/contract/client"
import { useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { Checkbox } from "#ui/checkbox.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { TextInput } from "#ui/text-input.tsx"
import { say } from "#ui/toast.tsx"

import { saveTextFile } from "./save-text-file.ts"
import { ShownOnce } from "./shown-once.tsx"
import styles from "./recovery-key.module.css"

type Key = AnswerOf<"keys.recovery.export">

interface RecoveryKeyProps {
  /** Given, it is recorded and not asked for. */
  readonly reason?: string
  readonly onDone?: () => void
  /** Given, it can be put off. */
  readonly onLater?: () => void
}

export function RecoveryKey({ reason, onDone, onLater }: RecoveryKeyProps) {
  const [key, setKey] = useState<Key>()
  if (key === undefined) return <Ask reason={reason} onKey={setKey} onLater={onLater} />
  return (
    <PutAway
      recovery={key}
      onDone={() => {
        setKey(undefined)
        onDone?.()
      }}
    />
  )
}

interface AskProps {
  readonly reason: string | undefined
  readonly onKey: (key: Key) => void
  readonly onLater: (() => void) | undefined
}

function Ask({ reason: given, onKey, onLater }: AskProps) {
  const { run, isRunning, error } = useAction("keys.recovery.export")
  const [typed, setTyped] = useState("")
  const [problem, setProblem] = useState<string>()
  const show = async () => {
    const reason = given ?? typed.trim()
    setProblem(reason === "" ? "Write why the key is read: it is recorded" : undefined)
    if (reason === "") return
    const answer = await run({ body: { reason } })
    if (answer !== undefined) onKey(answer.data)
  }
  return (
    <Form className={styles["form"]} onSubmit={show}>
      <p>
        Backups leave the root key out. If this machine is lost, its copy is the only way to open
        the stored secrets again. Whoever has it and the data can read every value: keep it apart
        from the backups.
      </p>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      {given === undefined ? (
        <TextInput
          label="Reason"
          hint="It stands in the audit log, beside your name"
          maxLength={2000}
          problem={problem}
          value={typed}
          onValue={setTyped}
        />
      ) : undefined}
      <Actions>
        <Button
          type="submit"
          icon="eye"
          kind={onLater === undefined ? "plain" : "primary"}
          isRunning={isRunning}
        >
          Show the recovery key
        </Button>
        {onLater === undefined ? undefined : (
          <Button kind="quiet" onClick={onLater}>
            Not now
          </Button>
        )}
      </Actions>
    </Form>
  )
}

function PutAway({ recovery, onDone }: { readonly recovery: Key; readonly onDone: () => void }) {
  const { run, isRunning, error } = useAction("keys.recovery.acknowledge")
  const [isSafe, setSafe] = useState(false)
  const [problem, setProblem] = useState<string>()
  const finish = async () => {
    setProblem(isSafe ? undefined : "Tick that the copy is safe, after you have put it away")
    if (!isSafe || (await run({})) === undefined) return
    say("Recovery key put away")
    onDone()
    await refresh("keys.get")
  }
  return (
    <Form className={styles["form"]} onSubmit={finish}>
      <ShownOnce
        title="Your recovery key"
        text={recovery.key}
        copyLabel="Copy the recovery key"
        actions={
          <div>
            <Button
              icon="file"
              onClick={() => saveTextFile(`modkeep-${recovery.fileName}`, recovery.key)}
            >
              Download as a file
            </Button>
          </div>
        }
      >
        Put it into a password manager, or print it. Reading it was recorded.
      </ShownOnce>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <Checkbox
        label="The copy is in a safe place that is not this machine"
        isChecked={isSafe}
        onChecked={(isOn) => {
          setSafe(isOn)
          setProblem(undefined)
        }}
      />
      {problem === undefined ? undefined : (
        <p role="alert" className={styles["problem"]}>
          {problem}
        </p>
      )}
      <Actions>
        <Button type="submit" kind="primary" isRunning={isRunning}>
          I have saved it
        </Button>
      </Actions>
    </Form>
  )
}
