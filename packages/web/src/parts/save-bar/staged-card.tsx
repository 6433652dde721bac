// A revision that waits: what it changes, trying it on one process, making it current everywhere, or dropping it.
import { maskedDiff } from "@modkeep/toml/diff"
import { useState } from "react"

import { queryClient } from "#api/query-client.ts"
import { useAction } from "#api/use-action.ts"
import { DiffView } from "#parts/revision-list/diff-view.tsx"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Select } from "#ui/select.tsx"

import { documentQuery, documentRoute } from "./document-query.ts"
import { heldWords, type Outcome } from "./save-outcome.tsx"
import styles from "./staged-card.module.css"
import type { Draft } from "./use-draft.ts"
import { refreshAround } from "./use-save.ts"

/** A process that could try the revision, with the name of its install. */
export interface Candidate {
  readonly id: string
  readonly label: string
}

interface StagedCardProps {
  readonly draft: Draft
  readonly candidates: readonly Candidate[]
  readonly onDone: (outcome: Outcome) => void
}

export function StagedCard({ draft, candidates, onDone }: StagedCardProps) {
  const { document } = draft.base
  const { staged } = document
  const actions = useStagedActions(draft, onDone)
  if (staged === null) return undefined
  return (
    <Card title={`Revision ${staged.revision} is staged`}>
      <div className={styles["staged"]}>
        <p className={styles["soft"]}>
          It is stored and reaches no process yet. Revision {document.revision} is current.
        </p>
        <DiffView
          label={`What revision ${staged.revision} changes, masked`}
          lines={maskedDiff(document.text, staged.text)}
        />
        <Canary
          candidates={candidates}
          tried={actions.tried}
          isRunning={actions.isTrying}
          onTry={actions.try}
        />
        {actions.error === undefined ? undefined : <ErrorCard error={actions.error} takesFocus />}
        <Actions>
          <Button
            icon="check"
            isRunning={actions.isPromoting}
            onClick={() => void actions.promote()}
          >
            Make revision {staged.revision} current
          </Button>
          <Button kind="danger" isRunning={actions.isDropping} onClick={() => void actions.drop()}>
            Drop it
          </Button>
        </Actions>
      </div>
    </Card>
  )
}

interface CanaryProps {
  readonly candidates: readonly Candidate[]
  readonly tried: Outcome["processes"] | undefined
  readonly isRunning: boolean
  readonly onTry: (process: string) => Promise<void>
}

function Canary({ candidates, tried, isRunning, onTry }: CanaryProps) {
  const [picked, setPicked] = useState("")
  const process = picked === "" ? (candidates[0]?.id ?? "") : picked
  if (candidates.length === 0) {
    return (
      <p className={styles["soft"]}>
        No process is running to try it on. Wake an install to try it, or make it current.
      </p>
    )
  }
  return (
    <div className={styles["canary"]}>
      <Select
        label="Try it on one process"
        options={candidates.map(({ id, label }) => ({ value: id, label }))}
        value={process}
        onValue={setPicked}
      />
      <Button isRunning={isRunning} onClick={() => void onTry(process)}>
        Try
      </Button>
      <p role="status" className={styles["soft"]}>
        {tried === undefined ? undefined : heldWords(tried)}
      </p>
    </div>
  )
}

function useStagedActions({ subject, base }: Draft, onDone: (outcome: Outcome) => void) {
  const canary = useAction(documentRoute(subject, "canary"))
  const promoting = useAction(documentRoute(subject, "promote"))
  const dropping = useAction(documentRoute(subject, "drop"))
  const [tried, setTried] = useState<Outcome["processes"]>()
  const params = { id: subject.id }
  const renew = async () => {
    await queryClient.invalidateQueries({ queryKey: documentQuery(subject).queryKey })
    void refreshAround()
  }
  return {
    tried,
    isTrying: canary.isRunning,
    isPromoting: promoting.isRunning,
    isDropping: dropping.isRunning,
    error: canary.error ?? promoting.error ?? dropping.error,
    try: async (process: string) => {
      const done = await canary.run({ params, body: { process } })
      if (done !== undefined) setTried(done.data.processes)
    },
    promote: async () => {
      const done = await promoting.run({ params })
      if (done === undefined) return
      const { revision, processes, holdOld } = done.data
      await renew()
      onDone({
        title: `Revision ${revision} is current`,
        processes,
        holdOld:
          holdOld === null ? undefined : { count: holdOld, revision: base.document.revision },
      })
    },
    drop: async () => {
      const done = await dropping.run({ params })
      if (done === undefined) return
      await renew()
      onDone({ title: `The staged revision is dropped`, processes: done.data.processes })
    },
  }
}
