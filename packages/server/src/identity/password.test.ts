import { describe, expect, it } from "vitest"

import { checkPassword } from "./check-password.ts"
import { hashPassword, isOutdated, isPassword } from "./password-hash.ts"
import { signInName } from "./sign-in-name.ts"

const dana = { name: "Dana Reyes" }

describe("a password", () => {
  it("opens only what it closed, is the same in every form of its letters, and is salted", async () => {
    const stored = await hashPassword("crème brûlée at noon")
    expect(await isPassword("crème brûlée at noon".normalize("NFD"), stored)).toBe(true)
    expect(await isPassword("creme brulee at noon", stored)).toBe(false)
    expect(await isPassword("crème brûlée at noon ", stored)).toBe(false)
    const again = await hashPassword("crème brûlée at noon")
    expect(Buffer.from(again.hash).equals(stored.hash)).toBe(false)
  })

  it("is checked with the cost it was made with, and one of another cost is noticed", async () => {
    const stored = await hashPassword("a lamp, a fish, a hill")
    expect(stored.memoryKib * stored.passes).toBeGreaterThanOrEqual(19_456 * 2)
    expect(isOutdated(stored)).toBe(false)
    expect(isOutdated({ ...stored, passes: 1 })).toBe(true)
    expect(await isPassword("a lamp, a fish, a hill", { ...stored, passes: 1 })).toBe(false)
  })

  it("of nobody is never the right one, and is as much work as somebody's", async () => {
    const stored = await hashPassword("a lamp, a fish, a hill")
    const timeOf = async (known: typeof stored | undefined) => {
      const times: number[] = []
      for (let n = 0; n < 5; n += 1) {
        const from = performance.now()
        expect(await isPassword("something else altogether", known)).toBe(false)
        times.push(performance.now() - from)
      }
      return Math.min(...times)
    }
    const ratio = (await timeOf(undefined)) / (await timeOf(stored))
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  })

  it("leaves the main thread alone while it is hashed", async () => {
    let ticks = 0
    const timer = setInterval(() => (ticks += 1), 1)
    await Promise.all(
      Array.from({ length: 4 }, async () => await hashPassword("one two three four")),
    )
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(10)
  })

  it.each([
    "short",
    "elevenchars",
    "passwordpassword",
    "Password1234!",
    "p@ssw0rd2024!",
    "123456789012",
    "210987654321",
    "qwertyuiop[]",
    "aaaaaaaaaaaaaaa",
    "abababababab",
    "DanaReyes1234",
    "dana reyes dana",
    "modkeepmodkeep1",
    "Administrator1!",
    "abcdefghijklmnop",
    "1qaz2wsx3edc",
    "iloveyou12345",
    "x".repeat(257),
  ])("that anybody would try first is refused: %s", (text) => {
    expect(() => checkPassword(text, dana)).toThrow("password.weak")
  })

  it.each([
    "correct mule seventy pear",
    "kJ8#mQ2$xW9!",
    "Der Hund trinkt Tee.",
    "длинный пароль тут",
    "mossy-anvil-quiet-tide",
    "7f3a9c21d8e4",
  ])("that nobody would try first is taken: %s", (text) => {
    expect(() => checkPassword(text, dana)).not.toThrow()
  })

  it("that is refused is in no message", () => {
    expect(() => checkPassword("hunter2", dana)).toThrow(
      expect.objectContaining({ public: expect.not.stringContaining("hunter2") }),
    )
  })
})

describe("a name", () => {
  it("is the same to sign-in whatever its capitals, width and spaces", () => {
    expect(signInName("  Ｄana   REYES ")).toBe("dana reyes")
    expect(signInName("ÉMILE")).toBe(signInName("émile"))
    expect(signInName("dana")).not.toBe(signInName("dàna"))
  })
})
