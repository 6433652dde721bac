// The text of the version to be: it starts from what was read, and what a person has typed gives way to nothing by itself.
import { useCallback, useState } from "react"

import type { Template } from "./use-template.ts"

interface State {
  readonly text: string
  /** The text as it was taken over; what differs from it is a person's. */
  readonly start: string
  /** The revision that the text's references belong to. */
  readonly base: Template["base"]
  /** Read after the person had begun to type. */
  readonly newer: Template | undefined
}

export interface Draft extends Omit<State, "start"> {
  setText(text: string): void
  /** Makes the text another one; undefined leaves it as it is. */
  change(edit: (text: string) => string | undefined): void
  /** Whether a person has typed anything. */
  readonly isTouched: boolean
  /** Takes a reading: into an untouched text at once, else it waits for `takeNewer`. */
  take(template: Template): void
  takeNewer(): void
  keepOwn(): void
  forget(): void
}

const empty: State = { text: "", start: "", base: undefined, newer: undefined }

export function useDraft(): Draft {
  const [state, setState] = useState(empty)
  const setText = useCallback((text: string) => setState((before) => ({ ...before, text })), [])
  const change = useCallback((edit: (text: string) => string | undefined) => {
    setState((before) => ({ ...before, text: edit(before.text) ?? before.text }))
  }, [])
  const take = useCallback((template: Template) => {
    setState((before) => {
      const isSame = template.template.text === before.start
      if (before.text !== before.start && !isSame) return { ...before, newer: template }
      // The same reading again puts no other one beside the typed text.
      return before.text === before.start ? startOf(template) : { ...before, newer: undefined }
    })
  }, [])
  const takeNewer = useCallback(() => {
    setState((before) => (before.newer === undefined ? before : startOf(before.newer)))
  }, [])
  const keepOwn = useCallback(() => setState((before) => ({ ...before, newer: undefined })), [])
  const forget = useCallback(() => setState(empty), [])
  const { text, base, newer } = state
  return {
    text,
    base,
    newer,
    isTouched: text !== state.start,
    setText,
    change,
    take,
    takeNewer,
    keepOwn,
    forget,
  }
}

function startOf({ template, base }: Template): State {
  return { text: template.text, start: template.text, base, newer: undefined }
}
