// Stands beside a form: while it is dirty, the frame asks before the page is left (app/leave-question.tsx). A page may have several.
import { useEffect } from "react"

import { noteUnsaved } from "./unsaved.ts"

export function LeaveGuard({ isDirty }: { readonly isDirty: boolean }): undefined {
  useEffect(() => (isDirty ? noteUnsaved() : undefined), [isDirty])
}
