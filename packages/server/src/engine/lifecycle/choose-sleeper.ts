// Which install sleeps next when memory is short: of those nobody looks at, the one used longest ago.
//
// One that never sleeps goes only when no other idle one is left; one with open sessions only when it is severe and nobody idle
// is left at all. Nothing is chosen that has just come: it would be woken and put to sleep in turns.
import type { InstallId } from "@modkeep/contract/ids"

export interface Sleeper {
  readonly install: InstallId
  /** Open sockets, requests or sessions. */
  readonly isUsed: boolean
  readonly neverSleeps: boolean
  /** When it was last used or began to run; on the timekeeper's clock. */
  readonly usedAt: number
  readonly runsSince: number
}

const youngMs = 30_000

export function chooseSleeper(
  running: readonly Sleeper[],
  at: { readonly now: number; readonly isSevere: boolean },
): Sleeper | undefined {
  const ripe = running.filter(({ runsSince }) => at.isSevere || at.now - runsSince >= youngMs)
  const idle = ripe.filter(({ isUsed }) => !isUsed)
  const used = at.isSevere ? ripe.filter(({ isUsed }) => isUsed) : []
  for (const group of [idle, used]) {
    const chosen =
      longestUnused(group.filter(({ neverSleeps }) => !neverSleeps)) ?? longestUnused(group)
    if (chosen !== undefined) return chosen
  }
  return undefined
}

function longestUnused(group: readonly Sleeper[]): Sleeper | undefined {
  return group.toSorted((a, b) => a.usedAt - b.usedAt)[0]
}
