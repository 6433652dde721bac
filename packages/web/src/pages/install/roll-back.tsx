// Back to the version and the secrets that ran together before: says first which they are.
import type { Install } from "@modkeep/contract/schemas/install"
import { useQuery } from "@tanstack/react-query"

import { routeQuery } from "#api/route-query.ts"
import { Confirm } from "#ui/confirm.tsx"
import { Time } from "#ui/time.tsx"

import { useRollBack } from "./use-roll-back.ts"

interface RollBackProps {
  readonly install: Install
  readonly onClose: () => void
}

export function RollBack({ install, onClose }: RollBackProps) {
  const { data: target, error: nowhere } = useQuery({
    ...routeQuery("installs.rollback.check", { params: { id: install.id } }),
    // What is set may have changed since the question was last asked.
    gcTime: 0,
    staleTime: 0,
    retry: false,
  })
  const { rollBack, isRunning, error } = useRollBack(install.id)
  const confirm = async () => {
    if (await rollBack()) onClose()
  }
  return (
    <Confirm
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
      action={target === undefined ? undefined : "Roll back"}
      kind="primary"
      isRunning={isRunning}
      error={error ?? nowhere ?? undefined}
      onConfirm={() => void confirm()}
      onClose={onClose}
    />
  )
}
