// The way of a text from typing to saved: the bar that says what changed and how far it reaches, then the review, the conflict where
// somebody else was first, and what came of it.
import { useMemo, useState } from "react"

import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { ErrorSummary } from "#ui/error-summary.tsx"

import { Conflict } from "./conflict.tsx"
import { LeaveGuard } from "./leave-guard.tsx"
import { Review } from "./review.tsx"
import styles from "./save-bar.module.css"
import { SaveOutcome } from "./save-outcome.tsx"
import { textChanges } from "./text-changes.ts"
import { Unread } from "./unread.tsx"
import type { Draft, Finding } from "./use-draft.ts"
import type { useSave } from "./use-save.ts"

interface SaveBarProps {
  readonly draft: Draft
  readonly reach: string
  readonly save: ReturnType<typeof useSave>
  readonly onGoTo: (problem: Finding) => void
}

export function SaveBar({ draft, reach, save, onGoTo }: SaveBarProps) {
  const [isNothing, setNothing] = useState(false)
  const { base, text, newer, problems } = draft
  const changes = useMemo(() => textChanges(base.document.text, text), [base.document.text, text])
  const isDirty = text !== base.document.text
  if (save.unread !== undefined && save.outcome !== undefined) {
    return (
      <Unread title={save.outcome.title} error={save.unread} onRetry={() => void save.readBack()} />
    )
  }
  if (newer !== undefined && !save.isSettling) {
    return (
      <>
        <LeaveGuard isDirty={isDirty} />
        <Conflict draft={draft} newer={newer} onDecided={save.back} />
      </>
    )
  }
  if (save.isReviewing) {
    return (
      <>
        <LeaveGuard isDirty={isDirty} />
        <Review
          draft={draft}
          changes={changes.words}
          reach={reach}
          missing={save.missing}
          choices={save.choices}
          onChoose={save.choose}
          isRunning={save.isRunning}
          error={save.error}
          onSave={() => void save.save()}
          onBack={save.back}
        />
      </>
    )
  }
  return (
    <>
      <LeaveGuard isDirty={isDirty} />
      {save.outcome === undefined || isDirty ? undefined : (
        <SaveOutcome outcome={save.outcome} staleCopies={base.document.code.staleCopies} />
      )}
      {save.isRefused && problems !== undefined ? (
        <ErrorSummary
          title="Cannot save yet"
          problems={problems.filter(({ severity }) => severity === "error")}
          press={problems}
          onGoTo={onGoTo}
        />
      ) : undefined}
      {save.error === undefined ? undefined : <ErrorCard error={save.error} takesFocus />}
      <div className={styles["bar"]}>
        <p className={styles["words"]}>
          <span role="status">
            {isNothing && !isDirty ? "There is nothing to save yet" : changes.words}
          </span>
          <span className={styles["reach"]}>{reach}</span>
        </p>
        {isDirty ? (
          <Button kind="quiet" onClick={draft.discard}>
            Discard
          </Button>
        ) : undefined}
        <Button
          kind="primary"
          isRunning={save.isRunning}
          onClick={() => (isDirty ? void save.review() : setNothing(true))}
        >
          Review and save
        </Button>
      </div>
    </>
  )
}
