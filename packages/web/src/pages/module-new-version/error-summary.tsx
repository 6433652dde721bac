// Why nothing was created, each reason a link to its place. It takes focus when the button was pressed.
import { useEffect, useRef } from "react"

import type { Finding } from "#editor/problem-list.tsx"
import { Icon } from "#ui/icon.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./error-summary.module.css"

interface ErrorSummaryProps {
  readonly errors: readonly Finding[]
  /** Grows with every press. */
  readonly presses: number
  readonly onGoTo: (finding: Finding) => void
}

const SHOWN_MAX = 12

export function ErrorSummary({ errors, presses, onGoTo }: ErrorSummaryProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [presses])
  const shown = errors.slice(0, SHOWN_MAX)
  return (
    <div ref={box} role="alert" tabIndex={-1} className={styles["summary"]}>
      <p className={styles["title"]}>
        <Icon name="alert" /> The version was not created: {errors.length}{" "}
        {errors.length === 1 ? "thing is" : "things are"} to be mended
      </p>
      <ul>
        {shown.map((finding) => (
          <li key={`${finding.code} ${finding.range.line} ${finding.keyPath.join("\u0000")}`}>
            <button type="button" onClick={() => onGoTo(finding)}>
              line {finding.range.line}, column {finding.range.column}
            </button>{" "}
            {visibleText(finding.message)}
          </li>
        ))}
      </ul>
      {errors.length > shown.length ? (
        <p>And {errors.length - shown.length} more in the list under the text.</p>
      ) : undefined}
    </div>
  )
}
