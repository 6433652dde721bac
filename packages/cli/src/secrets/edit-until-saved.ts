// Lets a person edit a text until it is saved or given up: a refusal comes back into the editor as notes above the text.
import type { Call } from "../call.ts"
import type { ExitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"
import { EditFile } from "./edit-file.ts"

/** Why a text was not saved, and what to edit next. */
export interface Refusal {
  readonly text: string
  readonly notes: readonly string[]
  /** How the command ends when the person leaves it at that. */
  readonly exitCode: ExitCode
  readonly code: string
}

type Outcome<Saved> = { readonly saved: Saved } | { readonly refused: Refusal }

interface Editing<Saved> {
  readonly text: string
  readonly notes: readonly string[]
  readonly save: (text: string) => Promise<Outcome<Saved>>
}

/** Undefined: nothing was changed. @throws Stop when the text was given up after a refusal */
export async function editUntilSaved<Saved>(
  call: Call,
  { text, notes, save }: Editing<Saved>,
): Promise<Saved | undefined> {
  const file = new EditFile(call.environment)
  if (!file.isInMemory)
    call.terminal.say(
      "Careful: this machine has no memory-backed storage, the text lies on disk while you edit it",
    )
  try {
    let refusal: Refusal | undefined
    for (;;) {
      const edited = await file.edit(refusal?.text ?? text, refusal?.notes ?? notes)
      if (edited === undefined || (refusal === undefined && edited === text)) {
        if (refusal === undefined) return undefined
        throw new Stop(
          refusal.exitCode,
          refusal.code,
          ["Given up: nothing was saved", ...refusal.notes].join("\n"),
        )
      }
      const outcome = await save(edited)
      if ("saved" in outcome) return outcome.saved
      refusal = outcome.refused
    }
  } finally {
    file.remove()
  }
}

export const firstNotes = [
  'What reads "<kept:…>" stays as it is; write a value in its place to change it.',
  "Save and close to go on. Leave the file as it is to change nothing. These lines are not part of the text.",
] as const
