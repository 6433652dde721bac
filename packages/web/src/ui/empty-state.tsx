// Nothing here yet: what comes next, a way to do it right there, and the command line that does the same.
import type { ReactNode } from "react"

import { CopyButton } from "./copy-button.tsx"
import styles from "./empty-state.module.css"

interface EmptyStateProps {
  readonly title: string
  readonly children: ReactNode
  /** The same on the command line, without the prompt. */
  readonly command?: string
}

export function EmptyState({ title, children, command }: EmptyStateProps) {
  return (
    <section className={styles["empty"]}>
      <h2>{title}</h2>
      {children}
      {command === undefined ? undefined : (
        <div className={styles["command"]}>
          <p>The same on the command line</p>
          <div className={styles["line"]}>
            <code>{command}</code>
            <CopyButton text={command} label="Copy the command" />
          </div>
        </div>
      )}
    </section>
  )
}
