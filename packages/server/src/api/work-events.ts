// One piece of work as server-sent events: what it tells on the way, then its answer or its problem.
//
// The answer's status is sent before the work has begun, so that a fault is an event here and not a status.
import type { Problem } from "@modkeep/contract/schemas/common"

import { Topic } from "#base/topic.ts"

interface Work<Step, Result> {
  /** Aborts when the reader leaves: the work is to stop then. */
  readonly signal: AbortSignal
  readonly run: (tell: (step: Step) => void) => Promise<Result>
  readonly problemOf: (thrown: unknown) => Problem
}

type WorkEvent<Step, Result> =
  | ({ readonly kind: "step" } & Step)
  | { readonly kind: "answer"; readonly answer: Result }
  | { readonly kind: "problem"; readonly problem: Problem }

export async function* workEvents<Step extends object, Result>({
  signal,
  run,
  problemOf,
}: Work<Step, Result>): AsyncGenerator<{ id: string; data: WorkEvent<Step, Result> }> {
  const told = new Topic<"work", WorkEvent<Step, Result>>()
  const coming = told.listen("work", signal)
  const working = run((step) => told.publish("work", { kind: "step", ...step }))
    .then((answer): WorkEvent<Step, Result> => ({ kind: "answer", answer }))
    .catch((thrown: unknown): WorkEvent<Step, Result> => ({
      kind: "problem",
      problem: problemOf(thrown),
    }))
    .then((last) => {
      told.publish("work", last)
      told.end("work")
    })
  let sequence = 0
  for await (const data of coming) yield { id: String((sequence += 1)), data }
  await working
}
