// The proof in one line: how many processes hold a revision, and how long after its save the slowest said so.
import { duration } from "#ui/duration.ts"

/** @param ms of each process that holds it; null for one that started with it */
export function heldBy(ms: readonly (number | null)[], processes: number): string {
  const counted = `held by ${ms.length} of ${processes} ${processes === 1 ? "process" : "processes"}`
  const followed = ms.filter((each) => each !== null)
  return followed.length === 0 ? counted : `${counted}, slowest ${duration(Math.max(...followed))}`
}
