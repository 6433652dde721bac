// A question that has to be answered before anything else: deletions, revealing, signing in again. Everything else is a page.
//
// Esc and Cancel close it and give focus back to what opened it; the page behind is out of reach meanwhile.
import { Dialog as Base } from "@base-ui/react/dialog"
import type { ReactNode } from "react"

import styles from "./dialog.module.css"

interface DialogProps {
  readonly title: string
  /** One or two sentences: what happens, and to whom. */
  readonly description?: ReactNode
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

export function Dialog({ title, description, isOpen, onClose, children }: DialogProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className={styles["backdrop"]} />
        <Base.Popup className={styles["popup"]}>
          <Base.Title className={styles["title"]}>{title}</Base.Title>
          {description === undefined ? undefined : (
            <Base.Description className={styles["description"]}>{description}</Base.Description>
          )}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
