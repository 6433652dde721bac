// A value that the server gives a single time: a token, a sign-in link, the recovery key. It lives in the page alone and is gone
// with it.
import { type ReactNode, useEffect, useRef } from "react"

import { CopyButton } from "#ui/copy-button.tsx"

import styles from "./shown-once.module.css"

interface ShownOnceProps {
  readonly title: string
  /** What to do with it, and until when. */
  readonly children: ReactNode
  readonly text: string
  /** The copy button's name. */
  readonly copyLabel: string
  readonly actions?: ReactNode
}

export function ShownOnce({ title, children, text, copyLabel, actions }: ShownOnceProps) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <section ref={box} tabIndex={-1} className={styles["box"]} aria-label={title}>
      <p className={styles["title"]}>{title}</p>
      <p>{children}</p>
      <div className={styles["line"]}>
        <code>{text.trim()}</code>
        <CopyButton text={text} label={copyLabel} />
      </div>
      {actions}
    </section>
  )
}
