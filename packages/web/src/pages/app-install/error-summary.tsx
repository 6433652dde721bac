// Why nothing was installed, each reason with the way to its place. It takes focus when the answer comes.
import { useEffect, useRef } from "react"

import type { Finding } from "#editor/problem-list.tsx"
import { Icon } from "#ui/icon.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./error-summary.module.css"

interface ErrorSummaryProps {
  readonly errors: readonly Finding[]
  readonly onGoTo: (finding: Finding) => void
}

export function ErrorSummary({ errors, onGoTo }: ErrorSummaryProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} role="alert" tabIndex={-1} className={styles["summary"]}>
      <p className={styles["title"]}>
        <Icon name="alert" /> Nothing is installed yet: {errors.length}{" "}
        {errors.length === 1 ? "problem" : "problems"}
      </p>
      <ul className={styles["list"]}>
        {errors.map((finding) => (
          <li key={`${finding.code} ${finding.range.line} ${finding.keyPath.join("\u0000")}`}>
            <button type="button" className={styles["place"]} onClick={() => onGoTo(finding)}>
              Line {finding.range.line}, column {finding.range.column}
            </button>{" "}
            {visibleText(finding.message)}
          </li>
        ))}
      </ul>
    </div>
  )
}
