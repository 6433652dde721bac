// A short word that something was done, at the edge of the page, spoken politely. Errors never come this way: they stay where they happened.
import { useEffect, useSyncExternalStore } from "react"

import { Icon } from "./icon.tsx"
import styles from "./toast.module.css"

const SHOWN_MS = 6_000

let current: { readonly text: string } | undefined
const watchers = new Set<() => void>()

/** Shows the sentence; the one before gives way. */
export function say(text: string): void {
  set({ text })
}

function set(next: typeof current): void {
  current = next
  for (const watcher of watchers) watcher()
}

export function Toasts() {
  const toast = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => current,
  )
  useEffect(() => {
    if (toast === undefined) return undefined
    const timer = setTimeout(() => set(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [toast])
  return (
    <div role="status" className={styles["place"]}>
      {toast === undefined ? undefined : (
        <p className={styles["toast"]}>
          <Icon name="check" /> {toast.text}
        </p>
      )}
    </div>
  )
}
