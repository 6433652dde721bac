// How many places of the page hold something that a person typed and that is stored nowhere else. The frame asks before it is lost.
import { useSyncExternalStore } from "react"

/** For a navigation after what was typed has been stored, or what it was for is gone: there is nothing left to ask about. */
export const settled = { state: { isSettled: true } } as const

let places = 0
const watchers = new Set<() => void>()

/** One more place, until the function that is returned is called. */
export function noteUnsaved(): () => void {
  change(1)
  return () => change(-1)
}

export function isUnsaved(): boolean {
  return places > 0
}

export function useUnsaved(): boolean {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, isUnsaved)
}

function change(by: number): void {
  places += by
  for (const watcher of watchers) watcher()
}
