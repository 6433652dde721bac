import { describe, expect, it } from "vitest"

import { pressureOf } from "./pressure.ts"

const mebibyte = 1024 * 1024
const machine = (left: number, more: { stalledShare?: number; modulesBytes?: number } = {}) => ({
  totalBytes: 1_000 * mebibyte,
  availableBytes: left * mebibyte,
  stalledShare: more.stalledShare,
  modulesBytes: more.modulesBytes,
})
const reserve = { reserveShare: 0.1 }

describe("the reserve", () => {
  it("is broken below it, severely below half of it, and whole again a quarter above it", () => {
    expect(pressureOf(machine(100), reserve, false)).toBeUndefined()
    expect(pressureOf(machine(99), reserve, false)).toEqual({
      signal: "reserve",
      reason: "The machine had 99 MiB of memory left, and 100 MiB are to stay free",
      isSevere: false,
    })
    expect(pressureOf(machine(49), reserve, false)).toMatchObject({ isSevere: true })
    expect(pressureOf(machine(124), reserve, true)).toBeDefined()
    expect(pressureOf(machine(125), reserve, true)).toBeUndefined()
  })

  it("of 0 is never broken", () => {
    expect(pressureOf(machine(0, { stalledShare: 1 }), { reserveShare: 0 }, true)).toBeUndefined()
  })
})

describe("standing still", () => {
  it("counts near the reserve, and not on a machine with plenty left", () => {
    const stalledShare = 0.2
    expect(pressureOf(machine(199, { stalledShare }), reserve, false)).toMatchObject({
      signal: "stalled",
      reason: expect.stringContaining("20 % of the last ten seconds"),
    })
    expect(pressureOf(machine(200, { stalledShare }), reserve, false)).toBeUndefined()
    expect(pressureOf(machine(199, { stalledShare: 0.04 }), reserve, false)).toBeUndefined()
  })
})

describe("the budget of all modules", () => {
  it("is passed above it, severely a tenth above it, and kept again a tenth below it", () => {
    const limits = { ...reserve, modulesMax: { bytes: 400 * mebibyte } }
    const used = (mebibytes: number) => machine(500, { modulesBytes: mebibytes * mebibyte })
    expect(pressureOf(used(400), limits, false)).toBeUndefined()
    expect(pressureOf(used(401), limits, false)).toEqual({
      signal: "budget",
      reason: "All pages together used 401 MiB of memory, and 400 MiB are meant for them",
      isSevere: false,
    })
    expect(pressureOf(used(441), limits, false)).toMatchObject({ isSevere: true })
    expect(pressureOf(used(361), limits, true)).toBeDefined()
    expect(pressureOf(used(360), limits, true)).toBeUndefined()
  })

  it("may be a share of the machine, and is not judged where nobody tells what is used", () => {
    const limits = { ...reserve, modulesMax: { share: 0.5 } }
    expect(pressureOf(machine(400, { modulesBytes: 501 * mebibyte }), limits, false)).toMatchObject(
      { signal: "budget" },
    )
    expect(pressureOf(machine(400), limits, false)).toBeUndefined()
  })
})
