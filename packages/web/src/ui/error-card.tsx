// What failed, where it failed: the server's own sentence, its code, and Retry where that can help. The rest of the page stays.
import { useEffect, useRef } from "react"

import { describeError } from "#api/describe-error.ts"

import { Button } from "./button.tsx"
import { classNames } from "./class-names.ts"
import styles from "./error-card.module.css"
import { Icon } from "./icon.tsx"
import { visibleText } from "./visible-text.ts"

interface ErrorCardProps {
  readonly error: unknown
  readonly onRetry?: () => void
  /** After a press that failed: focus goes to what the person has to read. */
  readonly takesFocus?: boolean
}

export function ErrorCard({ error, onRetry, takesFocus = false }: ErrorCardProps) {
  const { title, detail, code, requestId } = describeError(error)
  const card = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (takesFocus) card.current?.focus()
  }, [takesFocus, error])
  return (
    <div
      ref={card}
      role="alert"
      tabIndex={-1}
      className={classNames(styles["box"], styles["card"])}
    >
      <Icon name="alert" />
      <div className={styles["text"]}>
        <p className={styles["title"]}>{title}</p>
        <p className={styles["detail"]}>{visibleText(detail)}</p>
        <p className={styles["code"]}>
          <code>{code}</code>
          {requestId === undefined || requestId === "" ? undefined : <code>{requestId}</code>}
        </p>
        {onRetry === undefined ? undefined : (
          <div>
            <Button icon="restart" onClick={onRetry}>
              Retry
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}
