// How far a module's repository has gone on since its latest version, and what its template asks for now.
import type { AnswerOf } from "@modkeep/contract/client"

import { Facts } from "#ui/facts.tsx"
import { Mono } from "#ui/mono.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./newest-commit.module.css"

type Drift = AnswerOf<"modules.drift">

export function NewestCommit({ drift }: { readonly drift: Drift }) {
  const { commit, latest, behind, template } = drift
  const { added, removed, renamed, retyped } = template
  const isRenamed = (path: string) => renamed.some(({ from, to }) => path === from || path === to)
  const isSame = added.length + removed.length + retyped.length === 0
  return (
    <div className={styles["found"]}>
      <Facts
        facts={[
          [
            "Newest commit",
            <span key="c">
              <Mono>{commit.slice(0, 7)}</Mono>
              {latest === null
                ? undefined
                : `, ${behind ? "newer than" : "that of"} version ${latest.number}`}
            </span>,
          ],
          ["Template", isSame ? "asks for the same variables" : undefined],
          ["Asks also for", names(added.filter((path) => !isRenamed(path)))],
          ["No longer for", names(removed.filter((path) => !isRenamed(path)))],
          ["Probably renamed", names(renamed.map(({ from, to }) => `${from} → ${to}`))],
          ["Of another type", names(retyped)],
        ]}
      />
    </div>
  )
}

function names(paths: readonly string[]) {
  return paths.length === 0 ? undefined : <Mono>{visibleText(paths.join(", "))}</Mono>
}
