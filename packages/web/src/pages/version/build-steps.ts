// How far a build is, from what it said: the steps that people know, each with its state and how long it took.
import type { BuildEvent, Version } from "@modkeep/contract/schemas/version"

export interface BuildStep {
  readonly name: string
  readonly state: "waiting" | "running" | "done" | "failed"
  /** Undefined while it waits, and where nothing is measured. */
  readonly ms: number | undefined
}

const phases = [
  { name: "Fetch", steps: ["fetch"] },
  {
    name: "Environment",
    steps: ["dependencies", "python", "resolve", "download", "build", "compile"],
  },
  { name: "Check", steps: ["check"] },
] as const

/** @param events all that the build said, earlier attempts included */
export function buildSteps(
  events: readonly BuildEvent[],
  state: Version["state"],
  now: number,
): BuildStep[] {
  const attempt = lastAttempt(events)
  const starts = phases.map(({ steps }) => attempt.find(({ step }) => includes(steps, step))?.at)
  const reached = starts.findLastIndex((at) => at !== undefined)
  const done = attempt.find(({ step }) => step === "done")
  const end = done === undefined ? now : Date.parse(done.at)
  const steps = phases.map(({ name }, index): BuildStep => {
    const start = starts[index]
    // Of a ready version nothing waits, also while its log is still on the way.
    const isOver = index < reached || state === "ready"
    if (start === undefined) return { name, state: isOver ? "done" : "waiting", ms: undefined }
    const next = starts.slice(index + 1).find((at) => at !== undefined)
    const ms = (next === undefined ? end : Date.parse(next)) - Date.parse(start)
    return { name, state: index < reached ? "done" : lastState(state, done !== undefined), ms }
  })
  // The template is read before the version exists: nothing of it is left to wait for.
  return [
    ...steps.slice(0, 1),
    { name: "Template", state: "done", ms: undefined },
    ...steps.slice(1),
  ]
}

function lastState(state: Version["state"], hasEnded: boolean): BuildStep["state"] {
  if (state === "failed") return "failed"
  return state === "ready" || hasEnded ? "done" : "running"
}

/** What came after the end before the last one, when the version was built more than once. */
function lastAttempt(events: readonly BuildEvent[]): readonly BuildEvent[] {
  const before = events.slice(0, -1).findLastIndex(({ step }) => step === "done")
  return events.slice(before + 1)
}

function includes(steps: readonly string[], step: string): boolean {
  return steps.includes(step)
}
