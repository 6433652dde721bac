// Asks before typed text is left behind: on the way to another page of the console, and by the browser's own question on closing.
//
// One for all forms of a page: the router holds a single blocker.
import { lazy, Suspense, useEffect } from "react"
import { NavigationType, useBlocker } from "react-router"

import { isUnsaved, useUnsaved } from "#parts/save-bar/unsaved.ts"

const Confirm = lazy(async () => ({ default: (await import("#ui/confirm.tsx")).Confirm }))

export function LeaveQuestion() {
  const hasUnsaved = useUnsaved()
  const blocker = useBlocker(
    ({ currentLocation, nextLocation, historyAction }) =>
      isUnsaved() &&
      currentLocation.pathname !== nextLocation.pathname &&
      // Going back or on through the history brings an old state along.
      !(historyAction !== NavigationType.Pop && isSettled(nextLocation.state)),
  )
  useEffect(() => {
    if (!hasUnsaved) return undefined
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener("beforeunload", ask)
    return () => removeEventListener("beforeunload", ask)
  }, [hasUnsaved])
  if (blocker.state !== "blocked") return undefined
  return (
    <Suspense>
      <Confirm
        title="Leave without saving?"
        description="What you typed here is kept nowhere else: it is gone when you leave."
        action="Leave"
        isRunning={false}
        error={undefined}
        onConfirm={() => blocker.proceed()}
        onClose={() => blocker.reset()}
      />
    </Suspense>
  )
}

function isSettled(state: unknown): boolean {
  return typeof state === "object" && state !== null && "isSettled" in state
}
