import { expect, test } from "vitest"

import { ago } from "./ago.ts"

const now = Date.parse("2026-11-24T12:00:00Z")
const before = (seconds: number) => ago(new Date(now - seconds * 1000), now)

test("a moment is said in the largest unit that fits, and a clock that runs ahead says now", () => {
  expect([-30, 5, 50, 600, 5400, 86_400, 86_400 * 3].map(before)).toEqual([
    "just now",
    "just now",
    "1 min ago",
    "10 min ago",
    "2 h ago",
    "yesterday",
    "3 days ago",
  ])
  expect(before(86_400 * 60)).toMatch(/^2[56] Sept?$/)
  expect(before(86_400 * 400)).toMatch(/2025$/)
})
