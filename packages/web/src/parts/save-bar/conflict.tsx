// Somebody else saved while this text was written: both side by side, nothing lost. One goes on with one's own text over the newer
// revision, or lets it go.
import { useEffect, useRef } from "react"

import { shownReferences } from "#parts/revision-list/diff-view.tsx"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { Icon } from "#ui/icon.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./conflict.module.css"
import { coverTyped } from "./cover-typed.ts"
import type { ReadDocument } from "./document-query.ts"
import type { Draft } from "./use-draft.ts"

interface ConflictProps {
  readonly draft: Draft
  readonly newer: ReadDocument
  readonly onDecided: () => void
}

export function Conflict({ draft, newer, onDecided }: ConflictProps) {
  const decide = (decision: () => void) => {
    decision()
    onDecided()
  }
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const { revision, text } = newer.document
  return (
    <section className={styles["conflict"]} aria-label="Two texts">
      <h2 ref={heading} tabIndex={-1} className={styles["heading"]}>
        <Icon name="fork" /> Revision {revision} was saved while you were writing
      </h2>
      <p>
        Your text was written over revision {draft.base.document.revision}. Nothing of it is lost:
        go on with it over revision {revision}, where what you only kept takes the newer value, or
        let it go.
      </p>
      <div className={styles["both"]}>
        <Side title="Your text" text={coverTyped(draft.text)} />
        <Side title={`Revision ${revision}`} text={text} />
      </div>
      <Actions>
        <Button kind="primary" onClick={() => decide(draft.rebase)}>
          Go on with my text over revision {revision}
        </Button>
        <Button onClick={() => decide(draft.takeNewer)}>Let my text go</Button>
      </Actions>
    </section>
  )
}

function Side({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <figure className={styles["side"]}>
      <figcaption>{title}</figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} role="region" aria-label={title}>
        {visibleText(shownReferences(text))}
      </pre>
    </figure>
  )
}
