import { expect, test } from "vitest"

import { memorySize } from "./memory-size.ts"

test("sizes and shares are read as they are written", () => {
  expect(memorySize("6GiB")).toEqual({ bytes: 6 * 2 ** 30 })
  expect(memorySize("1.5 GiB")).toEqual({ bytes: 1.5 * 2 ** 30 })
  expect(memorySize("800MiB")).toEqual({ bytes: 800 * 2 ** 20 })
  expect(memorySize("75%")).toEqual({ share: 0.75 })
  expect(memorySize("0%")).toEqual({ share: 0 })
})

test.each(["", "6", "6GB", "6 gib", "-1GiB", "0MiB", "101%", "1e3MiB", "6GiB ", "GiB", "1,5GiB"])(
  "%j is no amount of memory",
  (text) => {
    expect(memorySize(text)).toBeUndefined()
  },
)
