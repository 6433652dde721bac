// To a person at a terminal: whether the version's environment is built already, before the version is created. What cannot be known
// keeps nobody from creating: the build says the same, with its mends.
import type { CallInput, Client } from "@modkeep/contract/client"
import { environmentWords } from "@modkeep/contract/environment-words"
import { ProblemError, UnreachableError } from "@modkeep/contract/problem-error"
import { plain } from "../table.ts"
import type { Terminal } from "../terminal.ts"

type Looking = CallInput<"versions.environment">

/** Begins to look at once; the returned function waits for it and says it, once. */
export function lookAtEnvironment(
  terminal: Terminal,
  client: Client,
  { params, body }: Looking,
): () => Promise<void> {
  if (!terminal.isWatched) return async () => undefined
  const looking = client
    .call("versions.environment", { params, body })
    .then(({ data }) => ({ line: environmentWords(data), warnings: data.warnings }))
    .catch((thrown: unknown) => ({ line: `not known: ${reasonOf(thrown)}`, warnings: [] }))
  let isSaid = false
  return async () => {
    if (isSaid) return
    isSaid = true
    const { line, warnings } = await looking
    terminal.say(`Environment: ${plain(line)}`)
    for (const warning of warnings) terminal.say(`  ${plain(warning)}`)
  }
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof ProblemError) return thrown.problem.detail
  return thrown instanceof UnreachableError ? thrown.message : "its answer broke off"
}
