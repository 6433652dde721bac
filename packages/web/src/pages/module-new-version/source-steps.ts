// How far reading a commit is: its three steps in order, each with its state and, when it is done, the time that the server took.
import type { SourceStep, TemplateStep } from "@modkeep/contract/schemas/template"

export interface ReadingStep {
  readonly step: SourceStep
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled"
  readonly ms: number | undefined
}

const order = ["resolve", "template", "scan"] as const satisfies readonly SourceStep[]

/** Before anything was told. */
export const stepsAtFirst: readonly ReadingStep[] = order.map((step) => ({
  ...{ step, state: "waiting", ms: undefined },
}))

export function withStep(steps: readonly ReadingStep[], told: TemplateStep): ReadingStep[] {
  const at = order.indexOf(told.step)
  return steps.map((before, index) => {
    // After a cut connection the reading begins anew: what comes later has not happened yet.
    if (index > at) return { step: before.step, state: "waiting", ms: undefined }
    if (index < at) return before
    return { step: told.step, state: told.state, ms: told.ms ?? undefined }
  })
}

/** The reading has ended before its end: the step that ran is where. */
export function endedAt(steps: readonly ReadingStep[], how: "failed" | "cancelled"): ReadingStep[] {
  return steps.map((step) => (step.state === "running" ? { ...step, state: how } : step))
}
