// Asks before typed text is left behind: on the way to another page of the console, and by the browser's own question on closing.
import { useEffect } from "react"
import { useBlocker } from "react-router"

import { Confirm } from "#ui/confirm.tsx"

export function LeaveGuard({ isDirty }: { readonly isDirty: boolean }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isDirty && currentLocation.pathname !== nextLocation.pathname,
  )
  useEffect(() => {
    if (!isDirty) return undefined
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener("beforeunload", ask)
    return () => removeEventListener("beforeunload", ask)
  }, [isDirty])
  if (blocker.state !== "blocked") return undefined
  return (
    <Confirm
      title="Leave without saving?"
      description="What you typed here is kept nowhere else: it is gone when you leave."
      action="Leave"
      isRunning={false}
      error={undefined}
      onConfirm={() => blocker.proceed()}
      onClose={() => blocker.reset()}
    />
  )
}
