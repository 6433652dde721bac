// Every finding about the text as a line that leads to its place. What stops a save comes with a word for it, never by colour alone.
import type { Diagnostic } from "@modkeep/toml/diagnostic"

import { Icon, type IconName } from "#ui/icon.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./problem-list.module.css"

export type Finding = Pick<Diagnostic, "severity" | "message" | "range" | "keyPath"> & {
  readonly code: string
  readonly help?: string | undefined
}

interface ProblemListProps {
  readonly id: string
  readonly findings: readonly Finding[]
  readonly onGoTo: (finding: Finding) => void
}

const SHOWN_MAX = 50
const words = { error: "Error", warning: "Warning", hint: "Note" } as const
const icons: Readonly<Record<Finding["severity"], IconName>> = {
  error: "alert",
  warning: "alert",
  hint: "circle",
}

export function ProblemList({ id, findings, onGoTo }: ProblemListProps) {
  const shown = findings.slice(0, SHOWN_MAX)
  return (
    <div id={id} className={styles["problems"]}>
      <p className={styles["summary"]} role="status">
        {summary(findings)}
      </p>
      {shown.length === 0 ? undefined : (
        <ol className={styles["list"]} aria-label="Findings in the text">
          {shown.map((finding) => (
            <li key={keyOf(finding)} className={styles[finding.severity]}>
              <Icon name={icons[finding.severity]} />
              <p className={styles["text"]}>
                <span className={styles["word"]}>{words[finding.severity]}</span>{" "}
                <button type="button" className={styles["place"]} onClick={() => onGoTo(finding)}>
                  line {finding.range.line}, column {finding.range.column}
                </button>{" "}
                {visibleText(finding.message)}.
                {finding.help === undefined ? undefined : (
                  <span className={styles["help"]}> {upperFirst(visibleText(finding.help))}.</span>
                )}
              </p>
            </li>
          ))}
        </ol>
      )}
      {findings.length > shown.length ? (
        <p>{findings.length - shown.length} more below these.</p>
      ) : undefined}
    </div>
  )
}

function summary(findings: readonly Finding[]): string {
  const count = (severity: Finding["severity"]) =>
    findings.filter((finding) => finding.severity === severity).length
  const parts = [
    plural(count("error"), "error"),
    plural(count("warning"), "warning"),
    plural(count("hint"), "note"),
  ].filter((part) => part !== "")
  return parts.length === 0 ? "No problems in the text." : `${parts.join(", ")}.`
}

function plural(count: number, word: string): string {
  if (count === 0) return ""
  return `${count} ${word}${count === 1 ? "" : "s"}`
}

function keyOf({ code, range, keyPath }: Finding): string {
  return `${code} ${range.line}:${range.column} ${keyPath.join("\u0000")}`
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
