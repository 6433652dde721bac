// Durations as they are shown.
import { expect, test } from "vitest"

import { duration } from "./duration.ts"

test.each([
  [-1, "0 ms"],
  [4.32, "4.3 ms"],
  [9.94, "9.9 ms"],
  [9.97, "10 ms"],
  [47.2, "47 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [9_940, "9.9 s"],
  [9_970, "10 s"],
  [59_400, "59 s"],
  [59_700, "1 min 0 s"],
  [119_900, "2 min 0 s"],
  [3_725_000, "62 min 5 s"],
])("%d ms is shown as %s", (ms, shown) => {
  expect(duration(ms)).toBe(shown)
})
