// The check of a text as it stands, kept up while a person types: typing goes first, the check follows in the same second.
import { useDeferredValue, useMemo } from "react"

import { type CheckedText, checkText } from "./check-text.ts"
import type { EditorContext } from "./editor-context.ts"

/** The page and its editor ask for the same check. It goes with the context, which lives as long as the page. */
const last = new WeakMap<EditorContext, { readonly text: string; readonly checked: CheckedText }>()

/** @param context keep it the same object between renders (useMemo): another one is another check */
export function useTextCheck(text: string, context: EditorContext): CheckedText {
  const deferred = useDeferredValue(text)
  return useMemo(() => {
    const known = last.get(context)
    if (known?.text === deferred) return known.checked
    const checked = checkText(deferred, context)
    last.set(context, { text: deferred, checked })
    return checked
  }, [deferred, context])
}
