// Counts how often somebody did something lately, and refuses what is more than allowed: at most `max` in any `perMs`.
//
// In memory: a restart forgets the counts. Keys that were idle for `perMs` are dropped; beyond `keysMax` the longest idle go first.
import type { Clock } from "#base/clock.ts"
import { Fault } from "#base/fault.ts"

export interface LimiterOptions {
  readonly max: number
  readonly perMs: number
  /** What is limited, for the message: "sign-ins", "reveals". */
  readonly what: string
  readonly clock: Clock
  readonly keysMax?: number
}

export interface Limiter {
  /** Counts one for the key. @throws Fault request.too_often, which counts nothing */
  take(key: string): void
}

export function newLimiter({ max, perMs, what, clock, keysMax = 10_000 }: LimiterOptions): Limiter {
  // A Map keeps the order in which keys were put in: the first one is the one that was idle longest.
  const times = new Map<string, readonly number[]>()
  return {
    take: (key) => {
      const now = clock.now()
      const recent = (times.get(key) ?? []).filter((time) => time > now - perMs && time <= now)
      const [oldest] = recent
      if (oldest !== undefined && recent.length >= max) {
        const seconds = Math.ceil((oldest + perMs - now) / 1000)
        throw new Fault("request.too_often", {
          public: `Too many ${what}: ${max} are allowed in ${spanOf(perMs)}. Try again in ${seconds} seconds`,
          detail: { retryAfterSeconds: seconds },
        })
      }
      times.delete(key)
      times.set(key, [...recent, now])
      for (const [other, taken] of times) {
        const last = taken.at(-1)
        const isIdle = last === undefined || last <= now - perMs
        if (!isIdle && times.size <= keysMax) break
        times.delete(other)
      }
    },
  }
}

function spanOf(ms: number): string {
  if (ms === 60_000) return "a minute"
  if (ms === 3_600_000) return "an hour"
  return `${Math.round(ms / 1000)} seconds`
}
