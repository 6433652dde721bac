// The steps of a save: the server checks the text, the person looks at what changes, the text is sent. What failed leaves the text
// as it was typed. What was stored is stored, also when the page cannot read it back: then it asks again, and sends nothing twice.
import { ProblemError } from "@modkeep/contract/problem-error"
import { useState } from "react"

import { queryClient } from "#api/query-client.ts"
import { refresh } from "#api/route-query.ts"
import { noteSignedOut } from "#api/signed-out.ts"
import { useAction } from "#api/use-action.ts"

import { documentQuery, documentRoute } from "./document-query.ts"
import { type SaveChoices, choicesAtFirst, choicesBody } from "./save-choices.ts"
import type { Outcome } from "./save-outcome.tsx"
import type { Draft, Finding } from "./use-draft.ts"

const MISSING = "secret.required_missing"

export function useSave(draft: Draft, onSaved: () => void) {
  const { subject, base, text } = draft
  const checking = useAction(documentRoute(subject, "check"))
  const putting = useAction(documentRoute(subject, "put"))
  const [step, setStep] = useState<"writing" | "reviewing" | "refused">("writing")
  const [choices, setChoices] = useState(choicesAtFirst)
  const [missing, setMissing] = useState<readonly Finding[]>([])
  const [outcome, setOutcome] = useState<Outcome>()
  /** From the press until the page holds what came of it: the newer revision is then one's own. */
  const [isSettling, setSettling] = useState(false)
  /** Why what was stored could not be read back. */
  const [unread, setUnread] = useState<unknown>()

  const review = async () => {
    const checked = await checking.run({ params: { id: subject.id }, body: { text } })
    if (checked === undefined) return
    const { diagnostics } = checked.data
    // What may be missing is another thing each time: it is confirmed anew.
    setChoices((before) => ({ ...before, isAcknowledged: false }))
    draft.setProblems(diagnostics)
    const errors = diagnostics.filter(({ severity }) => severity === "error")
    const others = errors.filter(({ code }) => code !== MISSING)
    setMissing(errors.filter(({ code }) => code === MISSING))
    setStep(others.length === 0 ? "reviewing" : "refused")
  }
  const save = async () => {
    setSettling(true)
    try {
      await send()
    } finally {
      setSettling(false)
    }
  }
  const send = async () => {
    const saved = await putting.run({
      params: { id: subject.id },
      ifMatch: base.etag,
      body: { text, ...choicesBody(choices), ...acknowledged(choices, missing) },
    })
    // 412 is no error to read but a fork in the way: the newer revision is fetched and shown beside the text.
    await queryClient.invalidateQueries({ queryKey: documentQuery(subject).queryKey })
    if (saved === undefined) return
    const { revision, staged, changed, processes } = saved.data
    setOutcome({
      title: titleOf({ revision, staged, changed }),
      processes: staged ? undefined : processes,
    })
    await readBack()
  }
  const readBack = async () => {
    try {
      draft.accept(await queryClient.fetchQuery(documentQuery(subject)))
    } catch (thrown) {
      noteSignedOut(thrown)
      setUnread(thrown)
      return
    }
    setUnread(undefined)
    setChoices(choicesAtFirst)
    setStep("writing")
    onSaved()
    void refreshAround()
  }
  // The newer revision says more than the error does; while it cannot be read the error stands.
  const isShownAsFork = isConflict(putting.error) && (isSettling || draft.newer !== undefined)
  const error = isShownAsFork ? undefined : (putting.error ?? checking.error)
  return {
    review,
    save,
    back: () => {
      putting.forget()
      setStep("writing")
    },
    choose: (part: Partial<SaveChoices>) => setChoices((before) => ({ ...before, ...part })),
    tell: setOutcome,
    choices,
    missing,
    outcome,
    unread,
    readBack,
    error,
    isReviewing: step === "reviewing",
    isRefused: step === "refused",
    isSettling,
    isRunning: checking.isRunning || putting.isRunning,
  }
}

/** What else on a page says something about a document that changed. */
export async function refreshAround(): Promise<void> {
  await refresh(
    "versions.secrets.revisions",
    "installs.secrets.revisions",
    "installs.secrets.effective",
    "installs.get",
    "installs.auth",
    "versions.list",
  )
}

function titleOf(saved: { revision: number; staged: boolean; changed: boolean }): string {
  if (!saved.changed) return `Nothing changed: revision ${saved.revision} stays`
  return saved.staged
    ? `Revision ${saved.revision} is staged`
    : `Revision ${saved.revision} is saved`
}

function acknowledged({ isAcknowledged }: SaveChoices, missing: readonly Finding[]) {
  if (!isAcknowledged || missing.length === 0) return {}
  return { acknowledgeMissing: missing.map(({ keyPath }) => [...keyPath]) }
}

function isConflict(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === "secrets.conflict"
}
