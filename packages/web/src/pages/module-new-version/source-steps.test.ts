import { expect, test } from "vitest"

import { endedAt, stepsAtFirst, withStep } from "./source-steps.ts"

const shown = (steps: typeof stepsAtFirst) =>
  steps.map(({ step, state, ms }) => `${step} ${state} ${ms}`)

test("a step is what was told last of it; the later ones wait, also when a reading begins anew", () => {
  const running = withStep(stepsAtFirst, told("resolve", "running", null))
  const next = withStep(
    withStep(running, told("resolve", "done", 210)),
    told("template", "running", null),
  )
  expect(shown(next)).toEqual([
    "resolve done 210",
    "template running undefined",
    "scan waiting undefined",
  ])
  expect(shown(withStep(next, told("resolve", "running", null)))).toEqual(shown(running))
})

test("a reading that ended early says at which step, and nothing of the ones that did not begin", () => {
  const running = withStep(stepsAtFirst, told("resolve", "running", null))
  expect(shown(endedAt(running, "cancelled"))).toEqual([
    "resolve cancelled undefined",
    "template waiting undefined",
    "scan waiting undefined",
  ])
})

function told(step: "resolve" | "template" | "scan", state: "running" | "done", ms: number | null) {
  return { kind: "step", step, state, ms } as const
}
