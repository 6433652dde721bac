// Asks once more before something that cannot be undone, or says first what it will do. What fails is said inside, and the question stays.
import type { ReactNode } from "react"

import { Actions } from "./actions.tsx"
import { Button } from "./button.tsx"
import { Dialog } from "./dialog.tsx"
import { ErrorCard } from "./error-card.tsx"

interface ConfirmProps {
  /** The question, with the name of what it is about. */
  readonly title: string
  readonly description: ReactNode
  /** The verb that answers yes; undefined while there is nothing to say yes to. */
  readonly action: string | undefined
  readonly kind?: "danger" | "primary"
  readonly isRunning: boolean
  readonly error: unknown
  readonly onConfirm: () => void
  readonly onClose: () => void
}

export function Confirm(props: ConfirmProps) {
  const {
    title,
    description,
    action,
    kind = "danger",
    isRunning,
    error,
    onConfirm,
    onClose,
  } = props
  return (
    <Dialog title={title} description={description} isOpen onClose={onClose}>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <Actions>
        {action === undefined ? undefined : (
          <Button kind={kind} isRunning={isRunning} onClick={onConfirm}>
            {action}
          </Button>
        )}
        <Button kind="quiet" onClick={onClose}>
          Cancel
        </Button>
      </Actions>
    </Dialog>
  )
}
