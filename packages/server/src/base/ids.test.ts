import { installId, moduleId } from "@modkeep/contract/ids"
import { describe, expect, it } from "vitest"
import { newId } from "./ids.ts"
import { randomOf, randomText } from "./random.ts"

describe("new ids", () => {
  it("begin with their time in Crockford's base32", () => {
    // The example in the README of the ULID specification. First of all tests: later ids of a process never go back.
    expect(newId("app", 1_469_918_176_385).slice(0, 14)).toBe("app_01aryz6s41")
  })

  it("are what the contract takes, and no other kind's", () => {
    const id = newId("mod")
    expect(moduleId.parse(id)).toBe(id)
    expect(installId.safeParse(id).success).toBe(false)
  })

  it("sort in the order they were made, within a millisecond and when the clock jumps back", () => {
    const times = [5, 5, 5, 4, 1, 5, 6].map((offset) => 4_000_000_000_000 + offset)
    const ids = times.flatMap((time) => Array.from({ length: 200 }, () => newId("ver", time)))
    expect(ids).toEqual(ids.toSorted())
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe("randomness", () => {
  it("gives the length that was asked for and never the same twice", () => {
    expect(randomOf(20)).toHaveLength(20)
    const texts = Array.from({ length: 500 }, () => randomText(30))
    expect(new Set(texts).size).toBe(500)
    for (const text of texts) expect(text).toMatch(/^[0-9A-Za-z]{30}$/)
  })

  it("uses every character about as often as any other", () => {
    const counts = new Map<string, number>()
    for (const character of randomText(62_000)) {
      counts.set(character, (counts.get(character) ?? 0) + 1)
    }
    expect(counts.size).toBe(62)
    // 1,000 expected, standard deviation 31.4: seven of them are left on either side.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(220)
  })
})
