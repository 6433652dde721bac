// How many places of the page hold something that a person typed and that is stored nowhere else. The frame asks before it is lost.
import { useSyncExternalStore } from "react"

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
