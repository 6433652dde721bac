// How far a version's secrets reach: the installs that run it, and in how many apps they are.
import type { Install } from "@modkeep/contract/schemas/install"

export function reachWords(installs: readonly Pick<Install, "app">[], total: number): string {
  if (total === 0) return "reaches no install yet"
  const count = `reaches ${total} ${total === 1 ? "install" : "installs"}`
  // Of installs that belong to others only the number is known.
  if (installs.length < total) return count
  const apps = new Set(installs.map(({ app }) => app)).size
  return `${count} in ${apps} ${apps === 1 ? "app" : "apps"}`
}
