// Something to see and, beside it, the button that copies a text for it; no higher than the line it stands in.
import type { ReactNode } from "react"

import { CopyButton } from "./copy-button.tsx"
import styles from "./copyable.module.css"

interface CopyableProps {
  readonly text: string
  /** What the button copies, and as what. */
  readonly label: string
  readonly children: ReactNode
}

export function Copyable({ text, label, children }: CopyableProps) {
  return (
    <span className={styles["copyable"]}>
      {children}
      <CopyButton text={text} label={label} />
    </span>
  )
}
