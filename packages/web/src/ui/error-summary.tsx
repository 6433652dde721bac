// Why nothing happened although a button was pressed: every reason with the way to its place. It takes focus at each press.
import { useEffect, useRef } from "react"

import styles from "./error-summary.module.css"
import { Icon } from "./icon.tsx"
import { visibleText } from "./visible-text.ts"

/** A reason that has a place in a text. Lines and columns count from 1. */
interface Located {
  readonly message: string
  readonly range: { readonly line: number; readonly column: number }
}

interface ErrorSummaryProps<Problem extends Located> {
  /** What did not happen: "The version was not created". The number of reasons follows it. */
  readonly title: string
  readonly problems: readonly Problem[]
  /** Another one with every press: focus comes back here, also when the reasons are the same. */
  readonly press: unknown
  readonly onGoTo: (problem: Problem) => void
}

const SHOWN_MAX = 12

export function ErrorSummary<Problem extends Located>(props: ErrorSummaryProps<Problem>) {
  const { title, problems, press, onGoTo } = props
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [press])
  const shown = problems.slice(0, SHOWN_MAX)
  return (
    <div ref={box} role="alert" tabIndex={-1} className={styles["summary"]}>
      <p className={styles["title"]}>
        <Icon name="alert" /> {title}: {problems.length}{" "}
        {problems.length === 1 ? "problem" : "problems"}
      </p>
      <ul className={styles["list"]}>
        {shown.map((problem, index) => (
          // The list is drawn anew as a whole: a place and a message may be there twice.
          <li key={index}>
            <button type="button" className={styles["place"]} onClick={() => onGoTo(problem)}>
              Line {problem.range.line}, column {problem.range.column}
            </button>{" "}
            {visibleText(problem.message)}
          </li>
        ))}
      </ul>
      {problems.length > shown.length ? (
        <p>And {problems.length - shown.length} more in the list under the text.</p>
      ) : undefined}
    </div>
  )
}
