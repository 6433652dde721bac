// Reads what a commit asks for, step by step. A connection that is cut on the way is no failure yet: reading changes nothing, so it is
// asked for again, as long as a server takes to restart.
import type { AnswerOf, CallInput, Client } from "./client.ts"
import { ProblemError, UnreachableError } from "./problem-error.ts"
import type { TemplateStep } from "./schemas/template.ts"

type Template = AnswerOf<"templates.create">

interface Reading {
  readonly body: CallInput<"templates.create">["body"]
  readonly signal?: AbortSignal
  /** Called as each step begins and ends. After a cut they begin anew. */
  readonly onStep: (step: TemplateStep) => void
}

const cutsMax = 20
const pauseMs = 500

/** @throws ProblemError, UnreachableError, or the signal's reason */
export async function readTemplate(client: Client, reading: Reading): Promise<Template> {
  for (let cuts = 0; ; cuts += 1) {
    const read = await readOnce(client, reading, cuts > 0 && cuts < cutsMax)
    if (read !== undefined) return read
    reading.signal?.throwIfAborted()
    if (cuts === cutsMax)
      throw new UnreachableError("The server ends the connection each time: look at its log")
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    reading.signal?.throwIfAborted()
  }
}

/** Undefined when the connection was cut. */
async function readOnce(
  client: Client,
  { body, signal, onStep }: Reading,
  mayBeAway: boolean,
): Promise<Template | undefined> {
  const input = { body, ...(signal === undefined ? {} : { signal }) }
  try {
    for await (const { data } of client.events("templates.create", input)) {
      if (data.kind === "step") onStep(data)
      else if (data.kind === "answer") return data.answer
      else throw new ProblemError(data.problem)
    }
    return undefined
  } catch (thrown) {
    signal?.throwIfAborted()
    // A body that breaks off is a TypeError of fetch; a server that restarts does not answer at all for a moment.
    if (thrown instanceof TypeError || (mayBeAway && thrown instanceof UnreachableError))
      return undefined
    throw thrown
  }
}
