// Shows one stored value to a person who says why: recorded before it leaves the server, on the page for 30 seconds and then gone.
import { useEffect, useState } from "react"

import { useSignInNeed } from "#api/signed-out.ts"
import { useAction } from "#api/use-action.ts"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { Dialog } from "#ui/dialog.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { TextInput } from "#ui/text-input.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { type DocumentSubject, documentRoute } from "./document-query.ts"
import styles from "./reveal.module.css"

const SHOWN_SECONDS = 30

interface RevealProps {
  readonly subject: DocumentSubject
  readonly path: string
  readonly keyPath: readonly string[]
  readonly onClose: () => void
}

export function Reveal({ subject, path, keyPath, onClose }: RevealProps) {
  const { run, isRunning, error } = useAction(documentRoute(subject, "reveal"))
  const [reason, setReason] = useState("")
  const [problem, setProblem] = useState<string>()
  const [value, setValue] = useState<string>()
  // The question who one is comes first; the reason stays typed behind it.
  const isAsked = useSignInNeed() !== undefined
  const reveal = async () => {
    setProblem(reason.trim() === "" ? "Write why: it is recorded with your name" : undefined)
    if (reason.trim() === "") return
    const body = { path: [...keyPath], reason: reason.trim() }
    const answer = await run({ params: { id: subject.id }, body })
    if (answer !== undefined) setValue(answer.data.value)
  }
  return (
    <Dialog
      title={`Reveal ${visibleText(path)}`}
      description={`Who looked, when and why is in the audit log before the value is shown. It is shown for ${SHOWN_SECONDS} seconds.`}
      isOpen={!isAsked}
      onClose={onClose}
    >
      {value === undefined ? (
        <Form className={styles["form"]} onSubmit={reveal}>
          <TextInput
            label="Reason"
            maxLength={2000}
            problem={problem}
            value={reason}
            onValue={setReason}
          />
          {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
          <Actions>
            <Button type="submit" kind="primary" icon="eye" isRunning={isRunning}>
              Reveal
            </Button>
            <Button kind="quiet" onClick={onClose}>
              Cancel
            </Button>
          </Actions>
        </Form>
      ) : (
        <Shown value={value} onOver={onClose} />
      )}
    </Dialog>
  )
}

/** By the clock, not by counted ticks: a page out of sight ticks late, and on a machine that sleeps not at all. */
function Shown({ value, onOver }: { readonly value: string; readonly onOver: () => void }) {
  const [left, setLeft] = useState(SHOWN_SECONDS)
  useEffect(() => {
    const until = Date.now() + SHOWN_SECONDS * 1000
    const timer = setInterval(() => setLeft(Math.ceil((until - Date.now()) / 1000)), 1000)
    return () => clearInterval(timer)
  }, [])
  useEffect(() => {
    if (left <= 0) onOver()
  }, [left, onOver])
  return (
    <>
      <pre className={styles["value"]}>{visibleText(value)}</pre>
      <Actions>
        <Button onClick={onOver}>Hide now</Button>
        <p className={styles["left"]}>{`Hidden in ${left} s`}</p>
      </Actions>
    </>
  )
}
