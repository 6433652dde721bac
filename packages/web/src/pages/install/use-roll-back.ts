// Takes an install back to the version and the secrets that ran together before, and the page with it.
import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { say } from "#ui/toast.tsx"

export function useRollBack(id: string) {
  const { run, isRunning, error } = useAction("installs.rollback")
  /** Resolves to whether it was done; if not, `error` says why. */
  const rollBack = async (): Promise<boolean> => {
    const done = await run({ params: { id } })
    if (done === undefined) return false
    await refresh("installs.get", "installs.secrets.get", "installs.secrets.revisions")
    say("It goes back to what ran before")
    return true
  }
  return { rollBack, isRunning, error }
}
