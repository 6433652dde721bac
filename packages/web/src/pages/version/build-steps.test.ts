import { expect, test } from "vitest"

import { buildSteps } from "./build-steps.ts"

const event = (sequence: number, second: number, step: string) => ({
  sequence,
  at: new Date(second * 1000).toISOString(),
  step,
  level: "info" as const,
  text: "…",
})

test("a build under way shows what is done, what runs and since when", () => {
  const events = [event(1, 0, "fetch"), event(2, 2, "resolve"), event(3, 3, "download")]
  expect(buildSteps(events, "building", 10_000)).toEqual([
    { name: "Fetch", state: "done", ms: 2000 },
    { name: "Template", state: "done", ms: undefined },
    { name: "Environment", state: "running", ms: 8000 },
    { name: "Check", state: "waiting", ms: undefined },
  ])
})

test("after a second attempt only that one is measured", () => {
  const first = [event(1, 0, "fetch"), event(2, 100, "done")]
  const second = [
    event(3, 200, "fetch"),
    event(4, 201, "resolve"),
    event(5, 205, "check"),
    event(6, 206, "done"),
  ]
  expect(buildSteps([...first, ...second], "ready", 0).map(({ state, ms }) => [state, ms])).toEqual(
    [
      ["done", 1000],
      ["done", undefined],
      ["done", 4000],
      ["done", 1000],
    ],
  )
  expect(buildSteps(first, "failed", 0)[0]).toEqual({ name: "Fetch", state: "failed", ms: 100_000 })
})

test("of a ready version nothing waits, also before its log has come", () => {
  expect(new Set(buildSteps([], "ready", 0).map(({ state }) => state))).toEqual(new Set(["done"]))
})
