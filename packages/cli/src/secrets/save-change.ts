// Changes some keys of a document and saves it. When somebody else saves in between, the change is made again on their text,
// unless they touched the same keys.
import { ProblemError } from "@modkeep/contract/problem-error"
import type { SecretsAnswer } from "@modkeep/contract/schemas/secrets"
import { formatKeyPath } from "@modkeep/toml/key-path"
import type { Call } from "../call.ts"
import { sayDiagnostics } from "../diagnostics.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"
import type { OpenDocument } from "./open-document.ts"
import { saveOptions } from "./save-options.ts"
import { saySaved } from "./say-saved.ts"

/** Somebody who saves faster than this often in a row is a script that should be looked at. */
const attemptsMax = 5

interface Change {
  readonly paths: readonly (readonly string[])[]
  /** Makes the change in a masked text. */
  readonly apply: (text: string) => string
}

export async function saveChange(
  call: Call,
  document: OpenDocument,
  { paths, apply }: Change,
): Promise<ExitCode> {
  const options = saveOptions(call)
  const first = await document.read()
  let current = first
  for (let attempt = 1; ; attempt++) {
    const text = apply(current.data.text)
    try {
      saySaved(call, await document.save(text, current.etag, options))
      return exitCode.done
    } catch (error) {
      const isConflict = error instanceof ProblemError && error.problem.code === "secrets.conflict"
      if (!isConflict || attempt === attemptsMax) return await sayDiagnostics(call, text)(error)
      current = await document.read()
      const touched = paths.find(
        (path) => revisionOf(first.data, path) !== revisionOf(current.data, path),
      )
      if (touched !== undefined) {
        throw new Stop(
          exitCode.conflict,
          "secrets.conflict",
          `Somebody else changed ${formatKeyPath(touched)} just now: nothing was saved. Look at it and try again`,
        )
      }
    }
  }
}

/** The revision that set a key last; undefined while the document does not have it. */
function revisionOf({ keys }: SecretsAnswer, path: readonly string[]): number | undefined {
  const found = keys.find((key) => key.set && formatKeyPath(key.keyPath) === formatKeyPath(path))
  return found?.revision
}
