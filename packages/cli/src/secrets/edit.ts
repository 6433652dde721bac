// Edits a document in the user's editor and saves it against the revision it was read at.
import type { Client } from "@modkeep/contract/client"
import { ProblemError } from "@modkeep/contract/problem-error"
import type { SecretsSaved } from "@modkeep/contract/schemas/secrets"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { editUntilSaved, firstNotes, type Refusal } from "./edit-until-saved.ts"
import { type OpenDocument, openDocument } from "./open-document.ts"
import { rebase } from "./rebase.ts"
import { refusalOf } from "./refusal-of.ts"
import { saveOptions } from "./save-options.ts"
import { saySaved } from "./say-saved.ts"

export async function editSecrets(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const document = await openDocument(client, call.operand(0))
  const options = saveOptions(call)
  let base = await document.read()
  const saved = await editUntilSaved<SecretsSaved>(call, {
    text: base.data.text,
    notes: firstNotes,
    save: async (text) => {
      try {
        return { saved: await document.save(text, base.etag, options) }
      } catch (error) {
        if (!(error instanceof ProblemError) || error.problem.code !== "secrets.conflict")
          return { refused: refusalOf(error, text) }
      }
      try {
        const theirs = await document.read()
        const refused = await conflict(client, document, { base, theirs, mine: text })
        base = theirs
        return { refused }
      } catch (error) {
        return { refused: refusalOf(error, text) }
      }
    },
  })
  if (saved === undefined) call.terminal.say("Nothing was changed")
  else saySaved(call, saved)
  return exitCode.done
}

interface Conflict {
  readonly base: Awaited<ReturnType<OpenDocument["read"]>>
  readonly theirs: Awaited<ReturnType<OpenDocument["read"]>>
  readonly mine: string
}

/** Both sides for the editor: their changes as notes (masked), the own text, on their revision, below. */
async function conflict(
  client: Client,
  { kind, id }: OpenDocument,
  { base, theirs, mine }: Conflict,
): Promise<Refusal> {
  const n = theirs.data.revision
  const { data } = await client.call(`${kind}.secrets.diff`, {
    params: { id, n },
    query: { against: base.data.revision },
  })
  const merged = rebase({ base: base.data.text, theirs: theirs.data.text, mine })
  const signs = { same: " ", added: "+", removed: "-" } as const
  return {
    text: merged.text,
    notes: [
      `Somebody else saved revision ${n} while you were editing revision ${base.data.revision}. What they changed:`,
      ...data.lines
        .filter(({ kind: line }) => line !== "same")
        .map(({ kind: line, text }) => `  ${signs[line]} ${text}`),
      merged.isWhole
        ? "It is taken over below, beside what you changed yourself."
        : "It is not taken over below, because your text cannot be read as it is: do it by hand.",
      ...merged.both.map((path) => `Both of you changed ${path}: yours stands below.`),
      "Remove these lines and save to go on, or leave the file as it is to give up.",
    ],
    exitCode: exitCode.conflict,
    code: "secrets.conflict",
  }
}
