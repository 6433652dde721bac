// Back to the version and the secrets that ran together before: says first which they are.
import type { Install } from "@modkeep/contract/schemas/install"
import { useQuery } from "@tanstack/react-query"

import { refresh, routeQuery } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { Dialog } from "#ui/dialog.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Time } from "#ui/time.tsx"
import { say } from "#ui/toast.tsx"

interface RollBackProps {
  readonly install: Install
  readonly onClose: () => void
}

export function RollBack({ install, onClose }: RollBackProps) {
  const params = { id: install.id }
  const { data: target, error: nowhere } = useQuery({
    ...routeQuery("installs.rollback.check", { params }),
    // What is set may have changed since the question was last asked.
    gcTime: 0,
    staleTime: 0,
    retry: false,
  })
  const { run, isRunning, error } = useAction("installs.rollback")
  const goBack = async () => {
    const done = await run({ params })
    if (done === undefined) return
    await refresh("installs.get", "installs.secrets.get", "installs.secrets.revisions")
    onClose()
    say("It goes back to what ran before")
  }
  return (
    <Dialog
      title={target === undefined ? "Roll back?" : `Roll back to version ${target.number}?`}
      description={
        target === undefined ? undefined : (
          <>
            Version {target.number} and{" "}
            {target.revision === 0
              ? "no secrets of this install's own"
              : `revision ${target.revision} of this install's secrets`}{" "}
            ran together <Time at={target.ranAt} />. Both come back; secrets that were changed since
            come back as a new revision. The version's own secrets stay as its author saved them.
          </>
        )
      }
      isOpen
      onClose={onClose}
    >
      {nowhere === null ? undefined : <ErrorCard error={nowhere} takesFocus />}
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <Actions>
        {target === undefined ? undefined : (
          <Button kind="primary" isRunning={isRunning} onClick={() => void goBack()}>
            Roll back
          </Button>
        )}
        <Button kind="quiet" onClick={onClose}>
          Cancel
        </Button>
      </Actions>
    </Dialog>
  )
}
