// One step in the life of an install: the life it has, what happened, and so the life it now has and what must be done.
//
// Pure. What holds after every step: at most one process starts or serves, at most one more is its replacement, and every
// process that was ever started is one of these or retiring until it is gone. A wish of `off` keeps none but retiring ones.
import type { ProcessId } from "@modkeep/contract/ids"

import { backOff } from "./back-off.ts"
import type { Effect, Failure, Life, LifeEvent, Moment, Phase } from "./life.ts"

export interface Step {
  readonly life: Life
  readonly effects: readonly Effect[]
}

// A module that ran this long before it failed begins the back-off anew.
const stableMs = 60_000
// The engine usually comes back by an event; this is for when that is missed.
const unavailableRetryMs = 5_000

export function step(life: Life, event: LifeEvent, at: Moment): Step {
  switch (event.kind) {
    case "configured":
      return configured(life, event, at)
    case "wanted":
      return wanted(life, event.by, at)
    case "sleep":
      return rest(life, at, "drain")
    case "relieve":
      return rest(life, at, "now")
    case "mended":
      return mended(life, at)
    case "replace":
      return replace(life, at)
    case "begun":
      return begun(life, event.process, at)
    case "ready":
      return ready(life, event.process, at)
    case "gone":
      return gone(life, event, at)
    case "drained":
      return left(life, event.process, at)
    case "activity":
      return activity(life, event.open, at)
    case "adopted":
      return adopted(life, event, at)
    case "back":
      return life.phase.kind === "failed" && life.phase.failure.kind === "unavailable"
        ? start(life, at)
        : unchanged(life)
    case "tick":
      break
  }
  return tick(life, at)
}

function configured(
  life: Life,
  event: { readonly wish: "on" | "off"; readonly idleMs: number },
  at: Moment,
): Step {
  const next = { ...life, wish: event.wish, idleMs: event.idleMs }
  if (event.wish === "off") return rest(next, at, "now")
  const becameSleepless = event.idleMs === 0 && (life.wish === "off" || life.idleMs !== 0)
  return becameSleepless && life.phase.kind === "resting" ? start(next, at) : unchanged(next)
}

function wanted(life: Life, by: "visitor" | "person", at: Moment): Step {
  if (life.wish === "off") return unchanged(life)
  if (life.phase.kind === "resting") return start(life, at)
  if (life.phase.kind === "failed" && by === "person") return start({ ...life, failures: 0 }, at)
  return unchanged(life)
}

function mended(life: Life, at: Moment): Step {
  if (life.phase.kind !== "failed") return unchanged(life)
  const fresh = { ...life, failures: 0 }
  const wouldRetry = life.phase.retryAt !== undefined
  // One that had been given up sleeps again: the next visitor starts it.
  if (wouldRetry || isNeeded(life)) return start(fresh, at)
  return unchanged({ ...fresh, phase: { kind: "resting" } })
}

function isNeeded(life: Life): boolean {
  return life.open > 0 || life.idleMs === 0
}

function replace(life: Life, at: Moment): Step {
  const { phase } = life
  if (phase.kind === "resting") return unchanged(life)
  if (phase.kind === "failed") return start({ ...life, failures: 0 }, at)
  if (phase.kind === "starting") {
    return after(retire(life, phase.process, at, "now"), (next) => start(next, at))
  }
  const earlier = phase.replacement
  const base = earlier === undefined ? unchanged(life) : retire(life, earlier.process, at, "now")
  const replacement = { process: at.fresh, deadline: undefined }
  const running: Phase = { ...phase, replacement }
  return after(base, (next) => ({
    life: { ...next, phase: running },
    effects: [{ kind: "start", process: at.fresh }],
  }))
}

function begun(life: Life, process: ProcessId, at: Moment): Step {
  const { phase } = life
  const deadline = at.now + at.startTimeoutMs
  if (phase.kind === "starting" && phase.process === process) {
    return unchanged({ ...life, phase: { ...phase, deadline } })
  }
  if (phase.kind === "running" && phase.replacement?.process === process) {
    return unchanged({ ...life, phase: { ...phase, replacement: { process, deadline } } })
  }
  return unchanged(life)
}

function ready(life: Life, process: ProcessId, at: Moment): Step {
  const { phase } = life
  const running: Phase = { kind: "running", process, since: at.now }
  if (phase.kind === "starting" && phase.process === process) {
    return unchanged({ ...life, phase: running })
  }
  if (phase.kind === "running" && phase.replacement?.process === process) {
    return retire({ ...life, phase: running }, phase.process, at, "drain")
  }
  return unchanged(life)
}

function gone(
  life: Life,
  event: { readonly process: ProcessId; readonly failure: Failure | undefined },
  at: Moment,
): Step {
  const { process, failure } = event
  const { phase } = life
  if (phase.kind === "starting" && phase.process === process) return failed(life, failure, at)
  if (phase.kind === "running" && phase.process === process) {
    if (phase.replacement !== undefined) {
      return unchanged({ ...life, phase: { kind: "starting", ...phase.replacement } })
    }
    const failures = at.now - phase.since >= stableMs ? 0 : life.failures
    return failed({ ...life, failures }, failure, at)
  }
  if (phase.kind === "running" && phase.replacement?.process === process) {
    return withoutReplacement(life, phase, failure ?? notItsDoing)
  }
  return unchanged({ ...life, retiring: life.retiring.filter((one) => one.process !== process) })
}

const notItsDoing: Failure = {
  kind: "unavailable",
  reason: "The engine ended the new process. Try again",
  logLines: [],
  exit: undefined,
}

function withoutReplacement(
  life: Life,
  phase: Phase & { readonly kind: "running" },
  failure: Failure,
): Step {
  return {
    life: { ...life, phase: { kind: "running", process: phase.process, since: phase.since } },
    effects: [{ kind: "replacement-failed", failure }],
  }
}

function failed(life: Life, failure: Failure | undefined, at: Moment): Step {
  if (failure === undefined) {
    // Nobody is there and nobody asked it to be awake: it sleeps until someone comes.
    return isNeeded(life) ? start(life, at) : unchanged({ ...life, phase: { kind: "resting" } })
  }
  if (failure.kind === "unavailable") {
    const retryAt = at.now + unavailableRetryMs
    return unchanged({ ...life, phase: { kind: "failed", failure, retryAt } })
  }
  const failures = life.failures + 1
  const waitMs = backOff(failures)
  const retryAt = waitMs === undefined ? undefined : at.now + waitMs
  return unchanged({ ...life, failures, phase: { kind: "failed", failure, retryAt } })
}

/** Some open sockets are those of sessions that wait for their end: the last one to close may be what a process waited for. */
function activity(life: Life, open: number, at: Moment): Step {
  const quietSince = open === 0 && life.open > 0 ? at.now : life.quietSince
  let result = unchanged({ ...life, open, quietSince })
  for (const { process } of life.retiring) {
    result = after(result, (next) => left(next, process, at))
  }
  return result
}

/** Ends a retiring process that nobody is at any more. */
function left(life: Life, process: ProcessId, at: Moment): Step {
  return at.sessions(process) === 0 ? drained(life, process) : unchanged(life)
}

function drained(life: Life, process: ProcessId): Step {
  const waiting = life.retiring.some((one) => one.process === process && one.stopAt !== undefined)
  if (!waiting) return unchanged(life)
  return {
    life: {
      ...life,
      retiring: life.retiring.map((one) =>
        one.process === process ? { process, stopAt: undefined } : one,
      ),
    },
    effects: [{ kind: "stop", process }],
  }
}

function adopted(life: Life, event: LifeEvent & { readonly kind: "adopted" }, at: Moment): Step {
  const newestFirst = event.processes.toSorted((a, b) => b.startedAt - a.startedAt)
  const serving = newestFirst.find((one) => one.running)
  const newest = newestFirst[0]
  const coming = newest === undefined || newest.running ? undefined : newest
  const deadline = at.now + at.startTimeoutMs
  let phase: Phase = { kind: "resting" }
  if (life.wish === "on" && serving !== undefined) {
    phase = { kind: "running", process: serving.process, since: at.now }
    if (coming !== undefined)
      phase = { ...phase, replacement: { process: coming.process, deadline } }
  } else if (life.wish === "on" && coming !== undefined) {
    phase = { kind: "starting", process: coming.process, deadline }
  }
  const kept = processesOf(phase)
  let result = unchanged({ ...life, phase, quietSince: at.now })
  for (const { process } of newestFirst) {
    if (kept.includes(process)) continue
    const how = life.wish === "on" ? "drain" : "now"
    result = after(result, (next) => retire(next, process, at, how))
  }
  const sleepless = life.wish === "on" && life.idleMs === 0 && phase.kind === "resting"
  return sleepless ? after(result, (next) => start(next, at)) : result
}

function tick(life: Life, at: Moment): Step {
  let result = unchanged(life)
  for (const { process, stopAt } of life.retiring) {
    if (isOver(stopAt, at)) {
      result = after(result, (next) => drained(next, process))
    }
  }
  return after(result, (next) => phaseTick(next, at))
}

function phaseTick(life: Life, at: Moment): Step {
  const { phase } = life
  if (phase.kind === "starting" && isOver(phase.deadline, at)) {
    return after(retire(life, phase.process, at, "now"), (next) => failed(next, tooSlow(at), at))
  }
  if (phase.kind === "failed" && isOver(phase.retryAt, at)) {
    return start(life, at)
  }
  if (phase.kind !== "running") return unchanged(life)
  const coming = phase.replacement
  if (coming !== undefined) {
    if (!isOver(coming.deadline, at)) return unchanged(life)
    return after(retire(life, coming.process, at, "now"), (next) =>
      withoutReplacement(next, phase, tooSlow(at)),
    )
  }
  const idleAt = idleDeadline(life)
  return isOver(idleAt, at) ? rest(life, at, "now") : unchanged(life)
}

function isOver(deadline: number | undefined, at: Moment): boolean {
  return deadline !== undefined && deadline <= at.now
}

function tooSlow(at: Moment): Failure {
  const seconds = Math.round(at.startTimeoutMs / 1000)
  return {
    kind: "timeout",
    reason: `The module did not answer within ${seconds} s of its start. Look at its log`,
    logLines: [],
    exit: undefined,
  }
}

/** When the next `tick` is due; undefined while nothing waits for time to pass. */
export function nextDeadline(life: Life): number | undefined {
  const due = life.retiring.map((one) => one.stopAt)
  const { phase } = life
  if (phase.kind === "starting") due.push(phase.deadline)
  if (phase.kind === "failed") due.push(phase.retryAt)
  if (phase.kind === "running") {
    due.push(phase.replacement === undefined ? idleDeadline(life) : phase.replacement.deadline)
  }
  const times = due.filter((time) => time !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}

function idleDeadline(life: Life): number | undefined {
  if (life.phase.kind !== "running" || life.idleMs === 0 || life.open > 0) return undefined
  return Math.max(life.quietSince, life.phase.since) + life.idleMs
}

/** The processes that a phase itself names: what starts or serves, and its replacement. */
export function processesOf(phase: Phase): ProcessId[] {
  if (phase.kind === "starting") return [phase.process]
  if (phase.kind !== "running") return []
  return phase.replacement === undefined
    ? [phase.process]
    : [phase.process, phase.replacement.process]
}

function start(life: Life, at: Moment): Step {
  return {
    life: { ...life, phase: { kind: "starting", process: at.fresh, deadline: undefined } },
    effects: [{ kind: "start", process: at.fresh }],
  }
}

function rest(life: Life, at: Moment, how: "drain" | "now"): Step {
  const { phase } = life
  let result = unchanged({ ...life, failures: 0, phase: { kind: "resting" } })
  for (const process of processesOf(phase)) {
    const serves = phase.kind === "running" && phase.process === process
    result = after(result, (next) => retire(next, process, at, serves ? how : "now"))
  }
  if (how === "drain") return result
  for (const one of life.retiring) result = after(result, (next) => drained(next, one.process))
  return result
}

/** Takes a process out of service. `drain`: its sessions may go on for a while; a process without any ends at once. */
function retire(life: Life, process: ProcessId, at: Moment, how: "drain" | "now"): Step {
  const waits = how === "drain" && at.sessions(process) !== 0
  const stopAt = waits ? at.now + at.drainMs : undefined
  return {
    life: { ...life, retiring: [...life.retiring, { process, stopAt }] },
    effects: waits ? [] : [{ kind: "stop", process }],
  }
}

function unchanged(life: Life): Step {
  return { life, effects: [] }
}

function after(first: Step, then: (life: Life) => Step): Step {
  const second = then(first.life)
  return { life: second.life, effects: [...first.effects, ...second.effects] }
}
