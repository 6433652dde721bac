// One of the page's four sections. Before its facts are there it says what it waits for.
import { type ReactNode, useId } from "react"

import { CardBoundary } from "#ui/card-boundary.tsx"

import styles from "./section.module.css"

interface SectionProps {
  readonly number: number
  readonly title: string
  /** Instead of the content, while there is nothing to show yet. */
  readonly waitsFor?: string | undefined
  readonly children: ReactNode
}

export function Section({ number, title, waitsFor, children }: SectionProps) {
  const id = useId()
  return (
    <section className={styles["section"]} aria-labelledby={id}>
      <h2 id={id} className={styles["title"]}>
        <span className={styles["number"]}>{number}</span> {title}
      </h2>
      <div className={styles["content"]}>
        {waitsFor === undefined ? (
          <CardBoundary>{children}</CardBoundary>
        ) : (
          <p className={styles["waits"]}>{waitsFor}</p>
        )}
      </div>
    </section>
  )
}
