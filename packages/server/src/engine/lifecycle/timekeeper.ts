// Monotonic time and timers as one seam: deadlines hold through clock jumps, and a test moves time by itself.
export interface Timekeeper {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number
  /** Calls `fire` once after `ms`, or after 24 days when that is sooner; the returned function calls it off. */
  after(ms: number, fire: () => void): () => void
}

// setTimeout fires at once for more than 2^31 - 1 ms.
const longestMs = 2_147_483_647

export const systemTimekeeper: Timekeeper = {
  now: () => performance.now(),
  after(ms, fire) {
    const timer = setTimeout(fire, Math.min(ms, longestMs))
    // A waiting deadline is no reason for the process to stay.
    timer.unref()
    return () => clearTimeout(timer)
  },
}
