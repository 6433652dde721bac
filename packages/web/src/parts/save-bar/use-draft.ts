// A secrets document while it is edited: the text, the revision it was written over, and what the server said about it. Typed values
// live in this state alone and are gone with the page.
import type { Problem } from "@modkeep/contract/schemas/common"
import { useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"

import { type DocumentSubject, documentQuery, type ReadDocument } from "./document-query.ts"
import { rebaseText } from "./rebase-text.ts"

export type Finding = NonNullable<Problem["diagnostics"]>[number]

export interface Draft {
  readonly subject: DocumentSubject
  /** What the text is written over. */
  readonly base: ReadDocument
  readonly text: string
  readonly setText: (text: string) => void
  /** The newest revision when it is not the base any more: somebody else saved. */
  readonly newer: ReadDocument | undefined
  readonly problems: readonly Finding[] | undefined
  readonly setProblems: (problems: readonly Finding[] | undefined) => void
  /** After a save: the text counts as stored. */
  readonly accept: (saved: ReadDocument) => void
  /** Goes on with one's own text over the newest revision. */
  readonly rebase: () => void
  /** Lets one's own text go. */
  readonly takeNewer: () => void
  readonly discard: () => void
}

export function useDraft(subject: DocumentSubject): Draft {
  const { data: newest } = useSuspenseQuery(documentQuery(subject))
  const [base, setBase] = useState(newest)
  const [text, setText] = useState(newest.document.text)
  const [problems, setProblems] = useState<readonly Finding[]>()
  const isOther = newest.document.revision > base.document.revision
  const start = (from: ReadDocument, with_: string) => {
    setBase(from)
    setText(with_)
    setProblems(undefined)
  }
  // Nothing was typed, or only what is not text changed, such as a staged revision: the page simply shows what is true now.
  if (newest !== base && (!isOther || text === base.document.text)) {
    setBase(newest)
    if (isOther) setText(newest.document.text)
  }
  return {
    subject,
    base,
    text,
    setText,
    newer: isOther ? newest : undefined,
    problems,
    setProblems,
    accept: (saved) => start(saved, saved.document.text),
    rebase: () => start(newest, rebaseText(text, newest.document.text)),
    takeNewer: () => start(newest, newest.document.text),
    discard: () => start(base, base.document.text),
  }
}
