// A titled part of a page. What goes wrong inside stays inside.
import type { ReactNode } from "react"
import { useId } from "react"

import { CardBoundary } from "./card-boundary.tsx"
import styles from "./card.module.css"

interface CardProps {
  readonly title: string
  /** Beside the title: one or two quiet actions. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function Card({ title, actions, children }: CardProps) {
  const id = useId()
  return (
    <section className={styles["card"]} aria-labelledby={id}>
      <header className={styles["header"]}>
        <h2 id={id}>{title}</h2>
        {actions}
      </header>
      <CardBoundary>{children}</CardBoundary>
    </section>
  )
}
