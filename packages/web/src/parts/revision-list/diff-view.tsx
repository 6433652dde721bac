// The lines of two masked texts, marked by signs and words as well as by colour. Stored values are dots.
import { referencePattern } from "@modkeep/toml/mask"

import { classNames } from "#ui/class-names.ts"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./diff-view.module.css"

interface DiffLine {
  readonly kind: "same" | "added" | "removed"
  readonly text: string
}

interface DiffViewProps {
  readonly label: string
  readonly lines: readonly DiffLine[]
}

const signs = { same: " ", added: "+", removed: "−" } as const
const words = { same: undefined, added: "added: ", removed: "removed: " } as const

export function DiffView({ label, lines }: DiffViewProps) {
  if (lines.every(({ kind }) => kind === "same")) {
    return <p className={styles["none"]}>The two texts are alike.</p>
  }
  return (
    <ol className={styles["diff"]} aria-label={label}>
      {lines.map(({ kind, text }, index) => (
        <li key={index} className={classNames(styles["line"], styles[kind])}>
          <span aria-hidden="true" className={styles["sign"]}>
            {signs[kind]}
          </span>
          {words[kind] === undefined ? undefined : <span className="spoken">{words[kind]}</span>}
          <span className={styles["text"]}>{visibleText(shownReferences(text)) || " "}</span>
        </li>
      ))}
    </ol>
  )
}

/** `"<kept:3f9c2a71>"` is how a stored value is written; what it means is that there is one. */
export function shownReferences(text: string): string {
  return text.replace(/"(<kept:[0-9a-f]{8}>)"/g, (whole, inner: string) =>
    referencePattern.test(inner) ? "••••" : whole,
  )
}
