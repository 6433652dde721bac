// Monotonic time and timers as one seam: deadlines hold through clock jumps, and a test moves time by itself.
export interface Timekeeper {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number
  /** Calls `fire` once after `ms`; the returned function calls it off. */
  after(ms: number, fire: () => void): () => void
}

export const systemTimekeeper: Timekeeper = {
  now: () => performance.now(),
  after(ms, fire) {
    const timer = setTimeout(fire, ms)
    // A waiting deadline is no reason for the process to stay.
    timer.unref()
    return () => clearTimeout(timer)
  },
}
