import { installId } from "@modkeep/contract/ids"
import * as fc from "fast-check"
import { expect, it } from "vitest"

import { chooseSleeper, type Sleeper } from "./choose-sleeper.ts"

const now = 1_000_000
const id = (number: number) =>
  installId.parse(`ins_01jd00000000000000000000${String(number).padStart(2, "0")}`)

const sleepers = fc
  .array(
    fc.record({
      isUsed: fc.boolean(),
      neverSleeps: fc.boolean(),
      usedAt: fc.integer({ min: 0, max: now }),
      runsSince: fc.integer({ min: now - 60_000, max: now }),
    }),
    { maxLength: 12 },
  )
  .map((all) => all.map((one, number): Sleeper => ({ ...one, install: id(number) })))

it("the one unused for longest sleeps, idle before used and those that never sleep last, whoever runs", () => {
  fc.assert(
    fc.property(sleepers, fc.boolean(), (running, isSevere) => {
      const chosen = chooseSleeper(running, { now, isSevere })
      const isRipe = ({ runsSince }: Sleeper) => isSevere || now - runsSince >= 30_000
      const candidates = running.filter(isRipe).filter((one) => isSevere || !one.isUsed)
      expect(chosen === undefined).toBe(candidates.length === 0)
      const better = candidates.filter((one) => {
        if (chosen === undefined) return true
        if (one.isUsed !== chosen.isUsed) return !one.isUsed
        if (one.neverSleeps !== chosen.neverSleeps) return !one.neverSleeps
        return one.usedAt < chosen.usedAt
      })
      expect(better).toEqual([])
    }),
    { numRuns: 2_000 },
  )
})
