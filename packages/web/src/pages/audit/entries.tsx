// The log's entries: each in one line of who, what, to what; its details below.
import type { AnswerOf } from "@modkeep/contract/client"
import { Link, useSearchParams } from "react-router"

import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { actionInWords } from "./action-words.ts"
import { detailsInWords } from "./details-in-words.ts"
import styles from "./entries.module.css"

type Entry = AnswerOf<"audit.list">["items"][number]

interface EntriesProps {
  readonly entries: readonly Entry[]
  /** All of them are about one thing, which the page is about: it is not named in each. */
  readonly isOfOne?: boolean
}

export function Entries({ entries, isOfOne = false }: EntriesProps) {
  const shown = isOfOne ? columns.filter(({ title }) => title !== SUBJECT) : columns
  return <Table label="Audit log" columns={shown} rows={entries} keyOf={({ id }) => id} />
}

const SUBJECT = "To what"

const columns: readonly Column<Entry>[] = [
  {
    title: "What",
    kind: "name",
    cell: ({ action, outcome }) => (
      <>
        {actionInWords(action)}
        {outcome === "done" ? undefined : (
          <span className={styles["outcome"]}> ({outcome.replaceAll("_", " ")})</span>
        )}
      </>
    ),
  },
  { title: "Who", cell: ({ actor }) => <Actor actor={actor} /> },
  { title: "When", cell: ({ at }) => <Time at={at} /> },
  { title: SUBJECT, cell: ({ subject }) => <Subject subject={subject} /> },
  { title: "Details", cell: ({ details }) => detailsOf(details) },
]

function Actor({ actor: { name, via } }: Pick<Entry, "actor">) {
  return (
    <>
      {visibleText(name)}
      {via === "session" || via === "system" ? undefined : (
        <span className={styles["via"]}>{via.startsWith("tok_") ? "by token" : `by ${via}`}</span>
      )}
    </>
  )
}

/** A click narrows the log to this one thing. */
function Subject({ subject }: Pick<Entry, "subject">) {
  const [query] = useSearchParams()
  const next = new URLSearchParams(query)
  next.delete("cursor")
  next.set("subject", subject)
  return (
    <Link
      to={{ search: next.toString() }}
      title="Show only what was done to this"
      className={styles["subject"]}
    >
      <code>{visibleText(subject)}</code>
    </Link>
  )
}

/** Nothing at all where there are none, so that a narrow page leaves the line out. */
function detailsOf(details: Entry["details"]) {
  const shown = detailsInWords(details)
  if (shown.length === 0) return undefined
  return (
    <ul className={styles["details"]}>
      {shown.map(([word, text]) => (
        <li key={word}>
          <span className={styles["word"]}>{word}</span> {visibleText(text)}
        </li>
      ))}
    </ul>
  )
}
