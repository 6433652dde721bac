// What a new version's template asks for against the present one, and the mends of the overlay that follow from it.
import type { AnswerOf } from "@modkeep/contract/client"
import { findLeaf } from "@modkeep/toml/document"
import { removeKey, renameKey } from "@modkeep/toml/edit"
import { parseKeyPath } from "@modkeep/toml/key-path"
import { parse } from "@modkeep/toml/parse"
import type { ReactNode } from "react"

import { blankKey } from "#parts/save-bar/blank-key.ts"
import { Button } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { Mono } from "#ui/mono.tsx"

import styles from "./template-merge.module.css"

interface TemplateMergeProps {
  readonly changes: AnswerOf<"installs.upgrade.check">["changes"]
  readonly text: string
  readonly onText: (text: string) => void
}

export function TemplateMerge({ changes, text, onText }: TemplateMergeProps) {
  const { added, removed, renamed, retyped } = changes
  const { document } = parse(text)
  const isThere = (path: string) => {
    const keyPath = parseKeyPath(path)
    return (
      document !== undefined && keyPath !== undefined && findLeaf(document, keyPath) !== undefined
    )
  }
  const apply = (next: string | undefined) => {
    if (next !== undefined) onText(next)
  }
  const carry = (from: string, to: string) => {
    const [old, now] = [parseKeyPath(from), parseKeyPath(to)]
    if (document !== undefined && old !== undefined && now !== undefined)
      apply(renameKey(document, old, now))
  }
  const isRenamed = (path: string) => renamed.some(({ from, to }) => path === from || path === to)
  if (added.length + removed.length + retyped.length === 0) {
    return <p className={styles["soft"]}>The new version asks for the same variables.</p>
  }
  return (
    <Card title="What the new version asks for">
      <ul className={styles["changes"]}>
        {renamed.map(({ from, to }) => (
          <Change
            key={from}
            word="Probably renamed"
            path={to}
            note={
              <>
                was <Mono>{from}</Mono>
              </>
            }
          >
            {isThere(from) && !isThere(to) ? (
              <Button aria-label={`Carry the value over to ${to}`} onClick={() => carry(from, to)}>
                Carry the value over
              </Button>
            ) : undefined}
          </Change>
        ))}
        {added
          .filter((path) => !isRenamed(path))
          .map((path) => (
            <Change key={path} word="New" path={path}>
              {isThere(path) ? undefined : (
                <Button
                  aria-label={`Write its line: ${path}`}
                  onClick={() => apply(blankKey(text, parseKeyPath(path) ?? [path]))}
                >
                  Write its line
                </Button>
              )}
            </Change>
          ))}
        {removed
          .filter((path) => !isRenamed(path))
          .map((path) => (
            <Change key={path} word="Not asked for any more" path={path}>
              {isThere(path) && document !== undefined ? (
                <Button
                  aria-label={`Take it out: ${path}`}
                  onClick={() => apply(removeKey(document, parseKeyPath(path) ?? [path]))}
                >
                  Take it out
                </Button>
              ) : undefined}
            </Change>
          ))}
        {retyped.map((path) => (
          <Change key={path} word="Another type" path={path} />
        ))}
      </ul>
    </Card>
  )
}

interface ChangeProps {
  readonly word: string
  readonly path: string
  readonly note?: ReactNode
  readonly children?: ReactNode
}

function Change({ word, path, note, children }: ChangeProps) {
  return (
    <li className={styles["change"]}>
      <span className={styles["word"]}>{word}</span>
      <span className={styles["name"]}>
        <Mono>{path}</Mono>{" "}
        {note === undefined ? undefined : <span className={styles["soft"]}>{note}</span>}
      </span>
      {children}
    </li>
  )
}
