// What keeps a text from being saved, each leading to its place. It takes focus when it appears.
import { useEffect, useRef } from "react"

import { Icon } from "#ui/icon.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./problem-summary.module.css"
import type { Finding } from "./use-draft.ts"

interface ProblemSummaryProps {
  readonly verb?: "save" | "upgrade"
  /** What the server said at the last press: each press takes focus here. Only errors are shown. */
  readonly problems: readonly Finding[]
  readonly onGoTo: (problem: Finding) => void
}

export function ProblemSummary({ verb = "save", problems, onGoTo }: ProblemSummaryProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [problems])
  const errors = problems.filter(({ severity }) => severity === "error")
  return (
    <div ref={box} role="alert" tabIndex={-1} className={styles["summary"]}>
      <p className={styles["title"]}>
        <Icon name="alert" /> Cannot {verb} yet: {errors.length}{" "}
        {errors.length === 1 ? "problem" : "problems"}
      </p>
      <ul className={styles["list"]}>
        {errors.map((problem, index) => (
          <li key={index}>
            <button type="button" className={styles["place"]} onClick={() => onGoTo(problem)}>
              Line {problem.range.line}, column {problem.range.column}
            </button>{" "}
            {visibleText(problem.message)}
          </li>
        ))}
      </ul>
    </div>
  )
}
