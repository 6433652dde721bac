// What a thing is, as pairs of a word and its answer.
import type { ReactNode } from "react"

import styles from "./facts.module.css"

interface FactsProps {
  readonly facts: readonly (readonly [string, ReactNode])[]
}

/** Pairs whose answer is undefined are left out. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className={styles["facts"]}>
      {facts.map(([word, answer]) =>
        answer === undefined ? undefined : (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{answer}</dd>
          </div>
        ),
      )}
    </dl>
  )
}
