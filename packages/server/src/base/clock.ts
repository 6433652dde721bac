// The wall clock as a seam: rooms that compare times take a `Clock`, so that a test can hold time still.
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
