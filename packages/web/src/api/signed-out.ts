// Whether the sign-in has ended while a page was open. The frame then asks for it in place: what was typed stays where it is.
import { ProblemError } from "@modkeep/contract/problem-error"
import { useSyncExternalStore } from "react"

/** `ended`: nobody is signed in any more; `stale`: the person must show again who it is, as for reading a value. */
export type SignInNeed = "ended" | "stale" | undefined

let need: SignInNeed
const watchers = new Set<() => void>()

function set(next: SignInNeed): void {
  if (next === need) return
  need = next
  for (const watcher of watchers) watcher()
}

/** Looks at an error from anywhere; only a missing or an old sign-in counts. */
export function noteSignedOut(error: unknown): void {
  const code = error instanceof ProblemError ? error.problem.code : undefined
  if (code === "sign_in.required") set("ended")
  if (code === "sign_in.stale") set("stale")
}

export function forgetSignedOut(): void {
  set(undefined)
}

export function useSignInNeed(): SignInNeed {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => need,
  )
}
