// The last look before a save: what changes, masked, and how it is to reach the processes. Nothing was sent yet.
import { maskedDiff } from "@modkeep/toml/diff"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { useEffect, useMemo, useRef } from "react"

import { DiffView } from "#parts/revision-list/diff-view.tsx"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { Checkbox } from "#ui/checkbox.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Select } from "#ui/select.tsx"
import { TextInput } from "#ui/text-input.tsx"
import { visibleName } from "#ui/visible-text.ts"

import { coverTyped } from "./cover-typed.ts"
import styles from "./review.module.css"
import type { SaveChoices } from "./save-choices.ts"
import type { Draft, Finding } from "./use-draft.ts"

interface ReviewProps {
  readonly draft: Draft
  /** "3 changes: 1 added, 2 replaced" */
  readonly changes: string
  /** "reaches 3 installs in 2 apps" */
  readonly reach: string
  readonly missing: readonly Finding[]
  readonly choices: SaveChoices
  readonly onChoose: (part: Partial<SaveChoices>) => void
  readonly isRunning: boolean
  readonly error: unknown
  readonly onSave: () => void
  readonly onBack: () => void
}

export function Review(props: ReviewProps) {
  const { draft, changes, reach, missing, choices, isRunning, error, onSave, onBack } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const { base, text } = draft
  const lines = useMemo(
    () => maskedDiff(base.document.text, coverTyped(text)),
    [base.document.text, text],
  )
  return (
    <section className={styles["review"]} aria-label="Review">
      <h2 ref={heading} tabIndex={-1} className={styles["heading"]}>
        Review
      </h2>
      <p className={styles["soft"]}>
        {changes}, over revision {base.document.revision}. It {reach}. Nothing is sent before you
        save.
      </p>
      <DiffView label="What changes, masked" lines={lines} />
      <Choices {...props} />
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <Actions>
        <Button kind="primary" isRunning={isRunning} onClick={onSave}>
          {choices.isStaged ? "Stage revision" : "Save revision"}
        </Button>
        <Button kind="quiet" onClick={onBack}>
          Back to the text
        </Button>
      </Actions>
      {missing.length > 0 && !choices.isAcknowledged ? (
        <p className={styles["soft"]}>
          Still missing:{" "}
          {missing.map(({ keyPath }) => visibleName(formatKeyPath(keyPath))).join(", ")}
        </p>
      ) : undefined}
    </section>
  )
}

function Choices({ draft, missing, choices, onChoose }: ReviewProps) {
  const isVersion = draft.subject.kind === "version"
  return (
    <div className={styles["choices"]}>
      {missing.length === 0 ? undefined : (
        <Checkbox
          label={
            missing.length === 1
              ? "This module does not need it"
              : `This module needs none of these ${missing.length}`
          }
          hint={missing.map(({ keyPath }) => visibleName(formatKeyPath(keyPath))).join(", ")}
          isChecked={choices.isAcknowledged}
          onChecked={(isAcknowledged) => onChoose({ isAcknowledged })}
        />
      )}
      <Select
        label="Open pages"
        hint="Values are live at once either way; a script run never sees two revisions"
        options={[
          { value: "", label: isVersion ? "As each install is set" : "As the install is set" },
          { value: "next-run", label: "Use the new values at the next click or reload" },
          { value: "rerun", label: "Run again now, where nothing is running" },
        ]}
        value={choices.sessions}
        onValue={(sessions) =>
          onChoose({ sessions: sessions === "next-run" || sessions === "rerun" ? sessions : "" })
        }
      />
      <TextInput
        label="Reason"
        hint="Kept with the revision. No values here"
        isOptional
        maxLength={2000}
        value={choices.reason}
        onValue={(reason) => onChoose({ reason })}
      />
      <Checkbox
        label="Stage it first"
        hint="Try it on one process, then make it current everywhere or drop it"
        isChecked={choices.isStaged}
        onChecked={(isStaged) => onChoose({ isStaged })}
      />
    </div>
  )
}
