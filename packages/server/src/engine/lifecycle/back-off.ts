// How long a failed install waits before it is tried again: 1 s, doubling to 5 min, then until a person asks.
const firstMs = 1_000
const longestMs = 5 * 60_000

/** @returns undefined when no further try happens by itself. `failures` counts those in a row, the last one included. */
export function backOff(failures: number): number | undefined {
  const ms = firstMs * 2 ** (failures - 1)
  if (ms >= 2 * longestMs) return undefined
  return Math.min(ms, longestMs)
}
