// Reads what a commit asks for. To a person at a terminal it says each step while it runs, and then what it took.
import type { AnswerOf, CallInput, Client } from "@modkeep/contract/client"
import { readTemplate as readStepwise } from "@modkeep/contract/read-template"
import type { SourceStep } from "@modkeep/contract/schemas/template"
import type { Call } from "./call.ts"

export async function readTemplate(
  { terminal }: Call,
  client: Client,
  body: CallInput<"templates.create">["body"],
): Promise<AnswerOf<"templates.create">> {
  let running: SourceStep | undefined
  try {
    return await readStepwise(client, {
      body,
      onStep: ({ step, state, ms }) => {
        running = state === "running" ? step : undefined
        terminal.sayStep(words[step], ms ?? undefined)
      },
    })
  } finally {
    if (running !== undefined) terminal.endStep()
  }
}

const words = {
  resolve: "Resolving the commit",
  template: "Reading the template",
  scan: "Scanning the code",
} as const
