// A save that was stored while the page could not read it back: it says so, and reads again. Nothing is left to save.
import { ErrorCard } from "#ui/error-card.tsx"

import styles from "./unread.module.css"

interface UnreadProps {
  /** "Revision 4 is saved" */
  readonly title: string
  readonly error: unknown
  readonly onRetry: () => void
}

export function Unread({ title, error, onRetry }: UnreadProps) {
  return (
    <section className={styles["unread"]} aria-label="Saved and not read back">
      <p>
        <strong>{title}.</strong> This page could not read it back to go on from it. What you typed
        is stored: read it again, or leave the page.
      </p>
      <ErrorCard error={error} onRetry={onRetry} takesFocus />
    </section>
  )
}
