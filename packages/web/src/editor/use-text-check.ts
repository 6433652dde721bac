// The check of a text as it stands, kept up while a person types: typing goes first, the check follows in the same second.
import { useDeferredValue, useMemo } from "react"

import { type CheckedText, checkText } from "./check-text.ts"
import type { EditorContext } from "./editor-context.ts"

/** @param context keep it the same object between renders (useMemo): another one is another check */
export function useTextCheck(text: string, context: EditorContext): CheckedText {
  const deferred = useDeferredValue(text)
  return useMemo(() => checkText(deferred, context), [deferred, context])
}
